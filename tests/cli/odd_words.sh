# What people and programs put on the command line when something has gone wrong: one sentence each, and the right exit code.
. "$KERUEN_SOURCE/tests/support/expect.sh"

long=$(head -c 100000 /dev/zero | tr '\0' x)
for amount in 1e9 nan -1 0 '' ten 0x10 1e999; do
    expect 2 "it takes a number from" quote xian yerevan --teu "$amount"
    expect 2 "it takes a number from" quote xian yerevan --tonnes "$amount"
    expect 2 "it takes a number from" quote xian yerevan --trucks "$amount"
done
expect 2 "boxes and trucks are whole" quote xian yerevan --teu 1.5
expect 2 "give one of them" quote xian yerevan --teu 2 --tonnes 5
for day in 2026-02-30 2026-13-01 20261201 tomorrow '' 2026-12 "$long"; do
    expect 2 "is no day of the calendar" quote xian yerevan --depart "$day"
done
expect 0 "10000 trucks" quote xian yerevan --trucks 10000
expect 2 "both the beginning and the end" quote xian xian
expect 2 "is empty" quote '' yerevan
expect 2 "xxx\"; keruen places lists them all" quote xian "$long"
expect 2 "is no place on earth" quote 91,181 yerevan
expect 2 "no place of this world lies within 100 km" quote 0,0 yerevan
expect 2 "no place is called" quote nan,nan yerevan
expect 2 "is no link, border, service, terminal or project" quote xian yerevan --open "$long"
expect 2 "is no link, border" quote xian yerevan --close xian
expect 2 "cannot be avoided" quote xian yerevan --avoid "$long"
expect 2 "cannot be avoided" quote xian yerevan --avoid ''
expect 2 "is no mode" quote xian yerevan --modes rail,,road
expect 2 "cannot use any of the modes asked for" quote xian yerevan --modes pipeline
expect 2 "lists them all" quote xian yerevan --cargo "$long"
expect 2 "does not travel in containers" quote xian yerevan --cargo oil --teu 2
expect 2 "with a number from 0 to 1e12" quote xian yerevan --weights time=1e308,cost=1e308
expect 2 "--weights are all 0" quote xian yerevan --weights time=0
expect 2 "lies before --depart" quote xian yerevan --depart 2026-12-01 --deadline 2020-01-01
expect 5 "the time for this work has run out" quote xian yerevan --time-limit 0.001
expect 2 "it takes a number from 0 to 1024" quote xian yerevan --threads 1e9

# Nothing that is typed reaches the terminal as a command to it.
"$KERUEN" quote xian "$(printf '\033[2J\302\233')" 2> "$work/err"
grep -q "$(printf '\033')" "$work/err" && wrong "an escape came through: $(od -c "$work/err" | head -3)"

# A price past belief in somebody's table breaks no column.
mkdir "$work/dear"
printf 'node_id,x_coord,y_coord,country\nA,1,2,AA\nB,1,3,AA\n' > "$work/dear/node.csv"
printf 'link_id,from_node_id,to_node_id,directed,length,free_speed\nab,A,B,0,1e15,1e9\n' > "$work/dear/link.csv"
printf 'tariff_id,mode,country,cargo_class,unit,value,currency,basis\nt,road,*,truck,per_truck_km,1e15,USD,market\n' > "$work/dear/tariff.csv"
expect 0 "1e+30 USD" quote A B --data "$work/dear"

finish
