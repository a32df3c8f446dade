// study_data.js: the tables of a study's answer, looked up by what they are about. Nothing is worked out here.

const REGION = "region";

/** Rows by the values of some of their columns. */
function indexed(rows, ...columns) {
  const found = new Map((rows ?? []).map((row) => [columns.map((column) => row[column]).join("|"), row]));
  return (...values) => found.get(values.join("|")) ?? {};
}

const unique = (values) => [...new Set(values)];

/** The projects whose Shapley shares were worked out. */
function withShares(study, shapley) {
  const shared = new Set(shapley.filter((row) => row.kind === "project").map((row) => row.id));
  return study.bundles.flatMap((bundle) => bundle.members).filter((project) => shared.has(project.id));
}

/**
 * areas: { id, name, isRegion }: those of the region by gain, the region, the others; worth(built, area), shapley(kind, id, area),
 * channel(name, built, area): the row of that table; all: the name of the set of all bundles, alone(bundle): of the set of one.
 */
export function readStudy(data) {
  const { study } = data;
  const sets = unique(study.worth.map((row) => row.built));
  const areas = unique(study.worth.map((row) => row.area)).map((id) => ({
    id,
    name: id === REGION ? "The region" : (data.area_names[id] ?? id),
    isRegion: id === REGION,
  }));
  const worth = indexed(study.worth, "built", "area");
  const all = sets[sets.length - 1];
  const inRegion = new Set(study.countries.filter((country) => country.in_region).map((country) => country.id));
  const group = (area) => (area.isRegion ? 1 : inRegion.has(area.id) ? 0 : 2);
  const byGain = [...areas].sort((a, b) => group(a) - group(b) || worth(all, b.id).usd - worth(all, a.id).usd);
  return {
    areas: byGain,
    countries: byGain.filter((area) => !area.isRegion),
    all,
    worth,
    shapley: indexed(data.shapley, "kind", "id", "area"),
    channels: unique(study.channels.map((row) => row.channel)),
    channel: indexed(study.channels, "channel", "built", "area"),
    swings: study.tornado.filter((row) => row.area === REGION),
    meaning: indexed(study.parameters, "parameter"),
    bundles: study.bundles,
    projects: withShares(study, data.shapley),
    hasDraws: study.draws > 0,
  };
}
