# halves.sh: halves FOLDER writes a world of two countries joined by a long way round, and by a short way in two halves that are closed;
# half_study FILE a study of the halves: alone each is worth nothing, together much.
halves() {
    mkdir -p "$1"
    printf 'long_length,speed,crs\nkm,kph,EPSG:4326\n' > "$1/config.csv"
    printf 'node_id,name,x_coord,y_coord,country\nwest,West,60,45,KZ\neast,East,70,45,GE\nfar,Far,65,60,RU\nmid,Middle,65,45,AZ\n' > "$1/node.csv"
    {
        echo 'link_id,from_node_id,to_node_id,directed,name,length,mode,status,gauge_mm,capacity_t_yr'
        echo 'round_1,west,far,0,West - Far,1500,rail,open,1520,'
        echo 'round_2,far,east,0,Far - East,1500,rail,open,1520,'
        echo 'half_1,west,mid,0,West - Middle,400,rail,closed,1520,'
        echo 'half_2,mid,east,0,Middle - East,400,rail,closed,1520,'
    } > "$1/link.csv"
    printf 'mode,country,section,speed_kmh,km_per_day,year\nrail_block,*,,40,960,2020\nrail_single,*,,40,960,2020\n' > "$1/speed.csv"
    {
        echo 'tariff_id,operator,country,mode,from_node_id,to_node_id,km_from,km_to,cargo_class,unit,value,currency,direction,basis,valid_from,valid_to'
        echo 'flat,,*,rail,,,,,container40,per_feu_km,1,USD,both,market,2020-01,'
    } > "$1/tariff.csv"
    {
        echo 'cargo_id,name,hs_chapters,unit,t_per_teu,t_per_feu,t_per_wagon,t_per_truck,usd_per_t,value_share_per_day,modes'
        echo 'goods,Goods,,teu,10,20,,,1000,0.01,rail1520'
    } > "$1/cargo.csv"
    printf 'origin,destination,cargo_id,tonnes_yr,year\nwest,east,goods,100000,2023\neast,west,goods,60000,2023\n' > "$1/demand.csv"
    {
        echo 'project_id,name,kind,links,borders,changes,effect,cost_usd,cost_note,year,host_countries,status'
        echo 'first,First half,build,half_1,,,,10000000,,2027,KZ;AZ,planned'
        echo 'second,Second half,build,half_2,,,,20000000,,2028,GE,planned'
    } > "$1/project.csv"
    {
        echo 'origin,destination,value,how'
        echo 'KZ,KZ,900e6,filled'
        echo 'KZ,AZ,5e6,filled'
        echo 'KZ,GE,100e6,reported'
        echo 'KZ,ROW,300e6,derived'
        echo 'AZ,KZ,5e6,filled'
        echo 'AZ,AZ,300e6,filled'
        echo 'AZ,GE,20e6,filled'
        echo 'AZ,ROW,80e6,filled'
        echo 'GE,KZ,60e6,reported'
        echo 'GE,AZ,15e6,filled'
        echo 'GE,GE,500e6,filled'
        echo 'GE,ROW,90e6,filled'
        echo 'ROW,KZ,250e6,filled'
        echo 'ROW,AZ,90e6,filled'
        echo 'ROW,GE,80e6,filled'
        echo 'ROW,ROW,90e9,filled'
    } > "$1/base_flow.csv"
}

half_study() {
    cat > "$1" << 'END'
study: halves
title: Two halves of one line
question: What are the halves worth, each alone and both together?
base_year: 2023
date: 2025-06-01
areas: [KZ, AZ, GE]
bundles:
  - first
  - second
members: yes
parameters:
  trade_elasticity: {central: 5, low: 3, high: 8, source: estimate}
  margin: 0.3
draws: {count: 40, seed: 7}
budget_usd: 30000000
beside:
  - id: over
    what: Over the line when both halves stand
    measure: tonnes
    links: [half_1]
    low: 100000
    high: 500000
    role: scenario
    source: estimate
  - id: far
    what: Exports of Georgia to Kazakhstan
    measure: exports_pct
    areas: [GE]
    partners: [KZ]
    value: -50
    role: target
    source: estimate
    reason: A fall was never meant.
END
}
