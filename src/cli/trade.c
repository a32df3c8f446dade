/* trade.c: keruen trade. What countries send, and what changes when costs do. */
#include "cli/question.h"
#include "cli/trade.h"

static const kri_question questions[] = {
    { "fit", kri_trade_fit }, { "respond", kri_trade_respond }, { "lattice", kri_trade_lattice },
    { "sectors", kri_trade_sectors }, { "routes", kri_trade_routes }, { "fill", kri_trade_fill }, { "potential", kri_trade_potential },
    { 0 },
};

static kr_status run(kri_call *call)
{
    const char *near;
    const kri_question *question = kri_question_named(questions, call->argument[0], &near);
    if (question)
        return question->run(call);
    return kr_fail(call->job, KR_E_USAGE, "trade cannot \"%.40s\"%s%s; it can fit, respond, lattice, sectors, routes, fill and potential",
                   call->argument[0], near ? ", did you mean " : "", near ? near : "");
}

static const kri_option options[] = {
    { "data", "PATH", "fit: the panel, - for standard input; potential: trade by product; sectors, fill: a folder", NULL, 0 },
    { "formula", "TEXT", "fit: outcome ~ term + log(term) | effect^year + effect", NULL, 0 },
    { "cluster", "TEXT", "fit: clusters of the errors, such as exp^imp or exp + imp; robust errors without", NULL, 0 },
    { "estimator", "ppml|ols", "fit: Poisson pseudo-likelihood or least squares", "ppml", 0 },
    { "se", "fixest|stata", "fit: whose small-sample factor", "fixest", 0 },
    { "keep-singletons", NULL, "fit: keep rows that are alone in a level", NULL, 0 },
    { "fitted", "FILE", "fit: write outcome and fitted value of each row as CSV", NULL, KRI_WRITTEN },
    { "effects", "FILE", "fit: write the fixed effects as CSV", NULL, KRI_WRITTEN },
    { "flows", "FILE", "respond, lattice, routes: origin,destination,value with domestic trade, or an .omx", NULL, 0 },
    { "matrix", "NAME", "which matrix of an .omx; otherwise the first", NULL, 0 },
    { "lookup", "NAME", "which lookup of an .omx names its rows; otherwise the first", NULL, 0 },
    { "theta", "T", "respond, lattice, routes: trade elasticity, above 0", NULL, 0 },
    { "psi", "P", "respond: supply elasticity, 0 or above", "0", 0 },
    { "deficits", "additive|multiplicative", "respond, lattice, routes: keep deficits in amount, or as shares of output", "additive", 0 },
    { "shock", "FILE", "respond, lattice, routes: origin,destination,beta, or an .omx in the order of the flows; a project each for lattice", NULL,
      KRI_REPEATABLE },
    { "conditional", NULL, "respond: incomes stay, trade alone moves", NULL, 0 },
    { "trade", "FILE", "respond, fill: write the new matrix as CSV", NULL, KRI_WRITTEN },
    { "draws", "N", "lattice: so many draws of theta and costs", "0", 0 },
    { "seed", "N", "lattice: draws with the same seed are the same", "1", 0 },
    { "theta-spread", "S", "lattice: standard deviation of ln theta", "0.2", 0 },
    { "cost-spread", "S", "lattice: standard deviation of ln of each project's cost change", "0.2", 0 },
    { "tariff", "COLUMN", "sectors: column of trade.csv with the new tariffs", NULL, 0 },
    { "cost", "COLUMN", "sectors: column of trade.csv with ratios of transport costs", NULL, 0 },
    { "links", "FILE", "routes: from,to,cost and, if wanted, new_cost,reference; closed is a cost", NULL, 0 },
    { "lambda", "L", "routes: costs grow with traffic to this power", "0", 0 },
    { "year", "Y", "fill: the year of the matrix", "2023", 0 },
    { "output-ratio", "R", "fill: gross output of goods over GDP, an estimate", "0.8", 0 },
    { "rest-gdp", "USD", "fill: GDP of the rest of the world, an estimate", "6.6e13", 0 },
    { "from", "ID", "potential: the exporter", NULL, 0 },
    { "to", "ID", "potential: the importer", NULL, 0 },
    { "top", "N", "potential: so many products", "70", 0 },
    { "form", "a|b", "potential: ease x share x demand x access, or shares of advantage", "a", 0 },
    { "ease", "E", "potential: ease of trade where the two do not trade", NULL, 0 },
    { "cost-ratio", "R", "potential: transport cost over today's", "1", 0 },
    { "cost-elasticity", "E", "potential: by how much ease answers to it", "4", 0 },
    { "floor", "V", "potential: leave out what the exporter sells less of", "0", 0 },
    { "every-year", NULL, "potential: leave out what was not sold in each year", NULL, 0 },
    { "growth", "FILE", "potential: country,growth over the horizon", NULL, 0 },
    { "tariffs", "FILE", "potential: product,tariff,mean_tariff,price_elasticity", NULL, 0 },
    { 0 },
};

static const kri_section sections[] = {
    { "fit",
      "Gravity by Poisson pseudo-maximum likelihood or least squares with any number of fixed effects. Names joined by ^ interact. Collinear "
      "regressors, rows alone in a level and separated zeros are dropped and told. The conventions of errors are those of fixest, "
      "(n-1)/(n-k) x G/(G-1), and of Stata's ppml commands, G/(G-1). p values are two-sided and normal." },
    { "respond",
      "The new equilibrium when trade costs change by beta = -theta x change of ln cost. All answers are ratios to the base; world output is "
      "the unit of value. Welfare is spending over the index of prices. Flows must hold domestic trade: goods output less exports." },
    { "lattice",
      "Every combination of projects: what each country gains, what a combination adds beyond its parts (the multiplier of two), and each "
      "project's share. n.s. stands where a figure is below 100 times the solver's tolerance. With --draws medians and the middle 90 percent, "
      "every draw being the same in all combinations." },
    { "sectors",
      "Many sectors with input-output links, deficits closed. Two figures of welfare: the exact change of real income, and the first-order split into "
      "terms of trade, volume of trade and what transport melts. Where tariffs fall far they differ, for lost revenue is no small change." },
    { "routes",
      "Routes, trade and congestion together. A link's cost is what must be sent for 1 to arrive, 1 or more; all routes are used, each as its cost "
      "allows. Traffic is also the marginal value of a link: what the world gains by one log point off its cost. A link that was closed needs, with "
      "congestion, the traffic (reference) at which its new cost holds." },
    { "fill",
      "From reports that are incomplete and contradict each other, the matrix nearest to a gravity prior: trade.csv, gdp.csv, regimes.csv "
      "and nodes.csv of a folder. Every cell is marked reported, derived or filled; mirror reports stand side by side. Domestic trade is output "
      "less exports, output an estimate by --output-ratio: run it over a range." },
    { "potential",
      "Which products more could be sold of, from rows t,i,j,k,v as BACI has them: year, exporter, importer, product, value. Unlocked "
      "is what cheaper transport (--cost-ratio below 1) adds." },
    { 0 },
};

static const kri_example examples[] = {
    { "(echo y,d; echo 1,0; echo 9,1) | keruen trade fit --data - --formula y~d", "a fit of two rows" },
    { "(echo y; echo 1; echo 3) | keruen trade fit --data - --formula y~1 --json", "a mean, for a program" },
    { "keruen help trade", "what can be asked" },
    { 0 },
};

const kri_command kri_command_trade = {
    .name = "trade", .summary = "what countries send, and what changes when costs do", .arguments = "fit|respond|lattice|sectors|routes|fill|potential",
    .least = 1, .most = 1, .takes = KRI_TAKES_JSON | KRI_TAKES_CSV | KRI_TAKES_OUT | KRI_TAKES_WORK, .options = options,
    .sections = sections, .examples = examples, .run = run,
};
