# keruen trade: every question, its JSON, and what it says to bad input.
. "$KERUEN_SOURCE/tests/support/expect.sh"

# A fit whose answer is known: a constant and a dummy, means 2 and 10, so ln 2 and ln 5.
printf 'y,d\n1,0\n2,0\n3,0\n10,1\n0,1\n20,1\n' > "$work/six.csv"
expect 0 '"estimate": 1.609437912434' trade fit --data "$work/six.csv" --formula 'y ~ d' --json
for key in '"coefficients"' '"loglik"' '"deviance"' '"n": 6' '"singletons": 0' '"separated": 0' '"collinear": []' '"se_convention": "fixest"' '"read"' '"fit"'; do
    grep -qF "$key" "$work/out" || wrong "fit --json lacks $key"
done
expect 0 '"se_convention": "stata"' trade fit --data "$work/six.csv" --formula 'y ~ d' --se stata --json
"$KERUEN" trade fit --data - --formula 'y ~ d' --csv < "$work/six.csv" > "$work/out" || wrong "fit from standard input"
grep -q '^d,1.60943791243' "$work/out" || wrong "fit --csv: $(cat "$work/out")"
expect 0 "6 rows" trade fit --data "$work/six.csv" --formula 'y ~ 1 | d' --fitted "$work/fitted.csv" --effects "$work/effects.csv"
grep -q '^4,10,' "$work/fitted.csv" || wrong "--fitted"
grep -q '^d,1,2.302585092994' "$work/effects.csv" || wrong "--effects: $(cat "$work/effects.csv")"
expect 0 "left out: 0 rows with an empty cell, 1 without a logarithm" trade fit --data "$work/six.csv" --formula 'log(y) ~ d' --estimator ols

expect 2 "trade fit needs --formula" trade fit --data "$work/six.csv"
expect 2 "trade fit needs --data" trade fit --formula 'y ~ d'
expect 2 "character 6" trade fit --data "$work/six.csv" --formula 'y ~ d*'
expect 3 'there is "d"' trade fit --data "$work/six.csv" --formula 'y ~ dd'
expect 4 "No such file" trade fit --data "$work/none.csv" --formula 'y ~ d'
printf 'y,d\n1,0\n-2,0\n' > "$work/negative.csv"
expect 3 "negative.csv:3: -2 is below zero" trade fit --data "$work/negative.csv" --formula 'y ~ d'
printf 'y,d\n' > "$work/header.csv"
expect 3 "no row to fit" trade fit --data "$work/header.csv" --formula 'y ~ d'
printf 'y,d\n0,0\n0,1\n' > "$work/zeros.csv"
expect 3 "zero in every row" trade fit --data "$work/zeros.csv" --formula 'y ~ d'
printf 'y,a,b\n1,2,4\n2,3,6\n5,1,2\n3,7,14\n' > "$work/twice.csv"
expect 0 "collinear, dropped: b" trade fit --data "$work/twice.csv" --formula 'y ~ a + b'
expect 2 "did you mean fit" trade fitt --data x

# Two like countries: welfare is (new domestic share / old)^(-1 / theta).
printf 'origin,destination,value\nA,A,90\nA,B,10\nB,A,10\nB,B,90\n' > "$work/x.csv"
printf 'origin,destination,beta\nA,B,0.4\nB,A,0.4\n' > "$work/b.csv"
expect 0 '"welfare": 1.01207513802518' trade respond --flows "$work/x.csv" --theta 4 --shock "$work/b.csv" --json --trade "$work/new.csv"
for key in '"id": "A"' '"price"' '"wage": 1' '"output": 1' '"residual"' '"iterations"'; do
    grep -qF "$key" "$work/out" || wrong "respond --json lacks $key"
done
grep -q '^A,B,14.2189251215' "$work/new.csv" || wrong "--trade: $(cat "$work/new.csv")"
expect 0 "1.000000" trade respond --flows "$work/x.csv" --theta 4
expect 0 "1.0" trade respond --flows "$work/x.csv" --theta 4 --psi 1.5 --deficits multiplicative --shock "$work/b.csv"
expect 0 "1.0" trade respond --flows "$work/x.csv" --theta 4 --conditional --shock "$work/b.csv"
expect 2 "above zero" trade respond --flows "$work/x.csv" --theta 0
expect 2 "above zero" trade respond --flows "$work/x.csv" --theta nan
expect 2 "needs --theta" trade respond --flows "$work/x.csv"
printf 'origin,destination,value\nA,B,10\nB,A,10\n' > "$work/foreign.csv"
expect 3 "no domestic trade" trade respond --flows "$work/foreign.csv" --theta 4
expect 3 "trade fill makes it" trade respond --flows "$work/foreign.csv" --theta 4
printf 'origin,destination,beta\nA,C,0.4\n' > "$work/far.csv"
expect 3 '"C" is not among the places' trade respond --flows "$work/x.csv" --theta 4 --shock "$work/far.csv"

# An .omx goes the same way: this one holds costs between zones, of which one cannot be reached.
printf '<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 2\n<NUMBER OF LINKS> 1\n<END OF METADATA>\n1 2 50 0 50 1 1 0 0 1 ;\n' > "$work/net.tntp"
printf 'origin,destination,value\n1,2,6\n' > "$work/trips.csv"
"$KERUEN" assign --net "$work/net.tntp" --demand "$work/trips.csv" --gap 1e-6 --skims "$work/skims.omx" > /dev/null || wrong "no .omx was made"
expect 3 "a flow is a number from 0 up" trade respond --flows "$work/skims.omx" --theta 4
expect 3 "nothing" trade respond --flows "$work/skims.omx" --theta 4 --matrix nothing
expect 0 "1.0" trade respond --flows "$work/x.csv" --theta 4 --shock "$work/b.csv"
expect 3 "-300 and 300" trade respond --flows "$work/x.csv" --theta 4 --shock "$work/skims.omx"

expect 0 "project 1" trade lattice --flows "$work/x.csv" --theta 4 --shock "$work/b.csv" --shock "$work/b.csv"
expect 0 "together_high" trade lattice --flows "$work/x.csv" --theta 4 --shock "$work/b.csv" --shock "$work/b.csv" --draws 20 --csv
expect 2 "needs --shock" trade lattice --flows "$work/x.csv" --theta 4

printf 'from,to,cost,new_cost\nA,B,1.3,1.2\nB,A,1.3,\n' > "$work/links.csv"
expect 0 "spectral radius" trade routes --flows "$work/x.csv" --theta 4 --links "$work/links.csv" --lambda 0.1
expect 0 '"new_spectral_radius"' trade routes --flows "$work/x.csv" --theta 4 --links "$work/links.csv" --json
expect 5 "ran away" trade routes --flows "$work/x.csv" --theta 0.000001 --links "$work/links.csv"
printf 'from,to,cost\nA,B,1\nB,A,1\n' > "$work/links.csv"
expect 3 "spectral radius of the links" trade routes --flows "$work/x.csv" --theta 4 --links "$work/links.csv"
printf 'from,to,cost\nA,B,far\n' > "$work/links.csv"
expect 3 'links.csv:2: "far" is no cost' trade routes --flows "$work/x.csv" --theta 4 --links "$work/links.csv"
expect 2 "needs --links" trade routes --flows "$work/x.csv" --theta 4

# The worked example of the method page.
{
    echo t,i,j,k,v
    echo 2023,A,B,1,10; echo 2023,A,B,2,2; echo 2023,A,C,1,30; echo 2023,A,C,2,8; echo 2023,A,C,3,5
    echo 2023,B,A,1,4; echo 2023,B,A,2,6; echo 2023,B,A,3,9; echo 2023,B,C,1,6; echo 2023,B,C,2,14; echo 2023,B,C,3,21
    echo 2023,C,A,1,16; echo 2023,C,A,3,10; echo 2023,C,B,1,40; echo 2023,C,B,2,18; echo 2023,C,B,3,15
} > "$work/baci.csv"
expect 0 "0.6176756" trade potential --data "$work/baci.csv" --from A --to B --csv
expect 0 "3 products: 0.676594 more a year, of which 0.0 %" trade potential --data "$work/baci.csv" --from A --to B
expect 0 '"unlocked"' trade potential --data "$work/baci.csv" --from A --to B --cost-ratio 0.9 --top 2 --json
expect 2 "no row has this country" trade potential --data "$work/baci.csv" --from A --to D
expect 2 "needs --from" trade potential --data "$work/baci.csv" --to D

# A region of two and the rest.
printf 'country,year,measure,value\nAA,2023,gdp_usd,1e9\nBB,2023,gdp_usd,3e9\n' > "$work/gdp.csv"
printf 'country_a,country_b,kind\nAA,BB,free trade\n' > "$work/regimes.csv"
printf 'country,lon,lat\nAA,50,40\nBB,60,42\n' > "$work/nodes.csv"
printf 'reporter,partner,year,flow,value_usd,period,product,basis,source_id\nAA,BB,2023,export,2e7,A,total,published,one\nBB,AA,2023,import,3e7,A,total,published,two\n' > "$work/trade.csv"
expect 0 "AA,BB" trade fill --data "$work" --rest-gdp 1e11 --csv --trade "$work/base.csv"
grep -q '^AA,BB,.*reported,20000000,30000000,"one;two"$' "$work/out" || wrong "fill: $(cat "$work/out")"
expect 0 "1.0" trade respond --flows "$work/base.csv" --theta 4
expect 4 "No such file" trade fill --data "$work/none"
expect 2 "needs --data" trade fill
expect 2 "needs --tariff or --cost" trade sectors --data "$work"

finish
