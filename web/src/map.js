// map.js: lines and places on the countries they pass; drawn to the width there is, nothing fetched.
import { geoConicEqualArea, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import world from "world";
import { drawToWidth, h } from "./dom.js";

const land = feature(world, world.objects.countries);
const borders = mesh(world, world.objects.countries, (a, b) => a !== b);
const coast = mesh(world, world.objects.countries, (a, b) => a === b);

const PLACES = 45; /* that a map shows at most */
const LETTER = 6.9; /* px of a letter of a label, about */

/** The projection that shows all positions within the width; the height follows from them. */
function project(positions, width) {
  const lons = positions.map(([lon]) => lon);
  const middle = (Math.min(...lons) + Math.max(...lons)) / 2;
  const points = { type: "MultiPoint", coordinates: positions };
  const margin = Math.min(48, width / 12);
  const projection = geoConicEqualArea().parallels([25, 55]).rotate([-middle, 0]);
  const [[x0, y0], [x1, y1]] = geoPath(projection.fitWidth(width - 2 * margin, points)).bounds(points);
  const ratio = x1 > x0 ? (y1 - y0) / (x1 - x0) : 1;
  const height = Math.round(Math.min(Math.max(ratio * (width - 2 * margin) + 2 * margin, width * 0.42), width * 0.85, 640));
  projection.fitExtent(
    [
      [margin, margin],
      [width - margin, height - margin],
    ],
    points,
  );
  if (projection.scale() > 6000) projection.scale(6000);
  return {
    projection: projection.clipExtent([
      [-5, -5],
      [width + 5, height + 5],
    ]),
    height,
  };
}

const overlaps = (a, b) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** Where a label has room: right, left, above or below its place; null where it has none. */
function placeLabel(x, y, text, taken, width) {
  const long = text.length * LETTER;
  const tries = [
    { dx: 7, dy: 4, anchor: "start", x0: x + 5, x1: x + 9 + long, y0: y - 9, y1: y + 7 },
    { dx: -7, dy: 4, anchor: "end", x0: x - 9 - long, x1: x - 5, y0: y - 9, y1: y + 7 },
    { dx: 0, dy: -9, anchor: "middle", x0: x - long / 2, x1: x + long / 2, y0: y - 22, y1: y - 5 },
    { dx: 0, dy: 18, anchor: "middle", x0: x - long / 2, x1: x + long / 2, y0: y + 5, y1: y + 22 },
  ];
  return tries.find((box) => box.x0 > 0 && box.x1 < width && !taken.some((other) => overlaps(box, other))) ?? null;
}

function shorten(text) {
  const plain = text.split(" (")[0];
  return plain.length > 28 ? `${[...plain].slice(0, 27).join("")}…` : plain;
}

function drawPlaces(places, projection, width, height) {
  const taken = [];
  const marks = [];
  let shown = 0;
  for (const place of places) {
    const at = projection([place.lon, place.lat]);
    if (!at) continue;
    const [x, y] = at;
    if (x < 0 || x > width || y < 0 || y > height) continue;
    if (++shown > PLACES) break;
    const isEnd = place.class === "end";
    marks.push(
      h(
        "circle",
        { cx: x.toFixed(1), cy: y.toFixed(1), r: place.r ?? (isEnd ? 5 : 3), class: `place ${place.class ?? ""}` },
        h("title", null, place.title ?? place.name),
      ),
    );
    const text = shorten(place.name);
    const box = placeLabel(x, y, text, taken, width);
    if (!box) continue;
    taken.push(box, { x0: x - 4, x1: x + 4, y0: y - 4, y1: y + 4 });
    marks.push(
      h(
        "text",
        { x: (x + box.dx).toFixed(1), y: (y + box.dy).toFixed(1), "text-anchor": box.anchor, class: `label ${place.class ?? ""}` },
        text,
      ),
    );
  }
  return h("g", null, ...marks);
}

/**
 * lines: { coordinates, class, title, width }, later ones on top; places: { lon, lat, name, class }, the first have first
 * call on room for their names. label is what a screen reader says in the drawing's place.
 */
export function map({ lines, places, frame, label }) {
  const positions = frame ?? [...lines.flatMap((line) => line.coordinates), ...places.map(({ lon, lat }) => [lon, lat])];
  const box = h("div", { class: "map" });
  return drawToWidth(box, (width) => {
    const { projection, height } = project(positions.length ? positions : [[50, 42]], width);
    const path = geoPath(projection).digits(1);
    return h(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
      h("path", { class: "land", d: path(land) ?? "" }),
      h("path", { class: "coast", d: path(coast) ?? "" }),
      h("path", { class: "borders", d: path(borders) ?? "" }),
      ...lines.map((line) =>
        h(
          "path",
          {
            class: `line ${line.class}`,
            d: path({ type: "LineString", coordinates: line.coordinates }) ?? "",
            "stroke-width": line.width ?? null,
          },
          line.title ? h("title", null, line.title) : null,
        ),
      ),
      drawPlaces(places, projection, width, height),
    );
  });
}

/** entries: { class, words }: a stroke as on the map and what it means. */
export function legend(entries) {
  return h(
    "ul",
    { class: "legend" },
    ...entries.map((entry) =>
      h(
        "li",
        null,
        h(
          "svg",
          { width: 34, height: 12, viewBox: "0 0 34 12", "aria-hidden": "true" },
          h("path", { class: `line ${entry.class}`, d: "M1,6H33", "stroke-width": entry.width ?? null }),
        ),
        entry.words,
      ),
    ),
  );
}

export const mapNote =
  "Lines follow the shapes that the data gives its links and join places directly elsewhere; they are no tracks. " +
  "Land and borders: Natural Earth; how a border is drawn is no statement about it.";
