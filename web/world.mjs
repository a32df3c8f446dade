// world.mjs: of world-atlas's countries those that a map of freight between China and Europe shows, with fewer corners.
const WEST = -25,
  EAST = 150,
  SOUTH = -12,
  NORTH = 78;

/** An arc of a topology as positions in degrees: its numbers are steps on a grid. */
function unpack(arc, { scale, translate }) {
  let x = 0,
    y = 0;
  return arc.map(([dx, dy]) => [(x += dx) * scale[0] + translate[0], (y += dy) * scale[1] + translate[1]]);
}

/** Douglas-Peucker: leaves out corners nearer than `tolerance` degrees to the line without them; the ends stay. */
function simplify(line, tolerance) {
  const keep = new Set([0, line.length - 1]);
  const pending = [[0, line.length - 1]];
  while (pending.length) {
    const [a, b] = pending.pop();
    const [x0, y0] = line[a],
      [dx, dy] = [line[b][0] - x0, line[b][1] - y0];
    const length = Math.hypot(dx, dy);
    let worst = tolerance,
      at = -1;
    for (let i = a + 1; i < b; i++) {
      const [x, y] = [line[i][0] - x0, line[i][1] - y0];
      const distance = length ? Math.abs(x * dy - y * dx) / length : Math.hypot(x, y);
      if (distance > worst) [worst, at] = [distance, i];
    }
    if (at >= 0) {
      keep.add(at);
      pending.push([a, at], [at, b]);
    }
  }
  return line.filter((_, i) => keep.has(i));
}

const within = ([x, y]) => x > WEST && x < EAST && y > SOUTH && y < NORTH;
const ringsOf = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);

/** The topology with only the polygons that reach into the frame, and only their arcs, on a coarser grid. */
export function shrinkWorld(atlas, tolerance = 0.02) {
  const lines = atlas.arcs.map((arc) => unpack(arc, atlas.transform));
  const reaches = (polygon) => polygon.some((ring) => ring.some((arc) => lines[arc < 0 ? ~arc : arc].some(within)));
  const number = new Map();
  const arcs = [];
  const scale = [0.01, 0.01];
  const renumber = (arc) => {
    const old = arc < 0 ? ~arc : arc;
    if (!number.has(old)) {
      number.set(old, arcs.length);
      let before = [0, 0];
      arcs.push(
        simplify(lines[old], tolerance).map(([x, y]) => {
          const now = [Math.round(x / scale[0]), Math.round(y / scale[1])];
          const step = [now[0] - before[0], now[1] - before[1]];
          before = now;
          return step;
        }),
      );
    }
    return arc < 0 ? ~number.get(old) : number.get(old);
  };
  const geometries = [];
  for (const country of atlas.objects.countries.geometries) {
    const polygons = ringsOf(country)
      .filter(reaches)
      .map((polygon) => polygon.map((ring) => ring.map(renumber)));
    if (polygons.length) geometries.push({ type: "MultiPolygon", arcs: polygons });
  }
  return {
    type: "Topology",
    transform: { scale, translate: [0, 0] },
    objects: { countries: { type: "GeometryCollection", geometries } },
    arcs,
  };
}
