import { byId, h, text } from "./dom.js";
import { brief, number } from "./format.js";
import { css, meet, rgb } from "./palette.js";

/** 16384 slots in 128 rows of 128, slot 0 at the top left. */
const SIDE = 128;
const COUNT = SIDE * SIDE;
const FLASH_MILLIS = 1600;
const OPEN = [255, 176, 32];
const NONE = [128, 136, 150];

const canvas = byId("slotmap");
const paint = canvas.getContext("2d");
const cell = canvas.width / SIDE;
const small = new OffscreenCanvas(SIDE, SIDE);
const smallPaint = small.getContext("2d");
const pixels = smallPaint.createImageData(SIDE, SIDE);

let owners = [];
let ownerOf = new Int16Array(COUNT).fill(-1);
let pending = new Uint8Array(COUNT);
let open = new Map();
let arrivedAt = new Float64Array(COUNT);
let shown = "";
let frame = 0;

/** Calls `each(slot)` for every slot of "0-99,205". */
function ranges(slots, each) {
  if (!slots) return;
  for (const part of slots.split(",")) {
    const [first, last = first] = part.split("-").map(Number);
    for (let slot = first; slot <= last; slot += 1) each(slot);
  }
}

export function show(cluster, map, pods) {
  meet(map.owners);
  const previous = ownerOf;
  const names = owners;
  const same = shown === cluster;
  owners = map.owners;
  shown = cluster;
  ownerOf = new Int16Array(COUNT).fill(-1);
  owners.forEach((owner, index) => ranges(owner.slots, (slot) => (ownerOf[slot] = index)));
  pending = new Uint8Array(COUNT);
  ranges(map.pending, (slot) => (pending[slot] = 1));
  open = new Map(map.open.map((one) => [one.slot, one]));
  noteArrivals(same, previous, names);
  legend(map, pods);
  redraw();
}

/** A slot with another owner than a second ago lights up and fades. */
function noteArrivals(same, previous, names) {
  const now = performance.now();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (let slot = 0; slot < COUNT; slot += 1) {
    const before = names[previous[slot]]?.node;
    const after = owners[ownerOf[slot]]?.node;
    if (!same || still) arrivedAt[slot] = 0;
    else if (before && after && before !== after) arrivedAt[slot] = now;
  }
}

function redraw() {
  cancelAnimationFrame(frame);
  const now = performance.now();
  let moving = false;
  const colours = owners.map((owner) => [rgb(owner.node, false), rgb(owner.node, true)]);
  for (let slot = 0; slot < COUNT; slot += 1) {
    const light = arrivedAt[slot] ? 1 - (now - arrivedAt[slot]) / FLASH_MILLIS : 0;
    moving ||= light > 0;
    const owner = ownerOf[slot];
    const base = open.has(slot) ? OPEN : owner < 0 ? NONE : colours[owner][pending[slot]];
    const at = slot * 4;
    for (let c = 0; c < 3; c += 1) {
      pixels.data[at + c] = light > 0 ? base[c] + (255 - base[c]) * light * 0.75 : base[c];
    }
    pixels.data[at + 3] = 255;
  }
  smallPaint.putImageData(pixels, 0, 0);
  paint.imageSmoothingEnabled = false;
  paint.drawImage(small, 0, 0, canvas.width, canvas.height);
  paint.fillStyle = `rgb(${OPEN})`;
  for (const slot of open.keys()) {
    paint.fillRect((slot % SIDE) * cell - 2, Math.floor(slot / SIDE) * cell - 2, cell + 4, cell + 4);
  }
  if (moving) frame = requestAnimationFrame(redraw);
}

function legend(map, pods) {
  const left = pending.reduce((sum, one) => sum + one, 0);
  const assigned = ownerOf.reduce((sum, owner) => sum + (owner >= 0 ? 1 : 0), 0);
  text("slotcount", `${number(assigned)} of 16,384 assigned`);
  const entries = owners
    .slice()
    .sort((a, b) => (a.ordinal ?? 1e9) - (b.ordinal ?? 1e9))
    .map((owner) => entry("swatch", pods.get(owner.node) ?? brief(owner.node), css(owner.node)));
  if (left > 0) entries.push(entry("swatch none", `dimmed: ${number(left)} still to move`));
  if (open.size > 0) entries.push(entry("swatch open", `${open.size} on their way`));
  byId("legend").replaceChildren(...entries);
  label = (slot) => {
    const owner = owners[ownerOf[slot]];
    const name = owner ? (pods.get(owner.node) ?? brief(owner.node)) : "unassigned";
    const way = open.get(slot);
    const target = way && (pods.get(way.to) ?? brief(way.to));
    return `slot ${slot} · ${name}${way ? ` → ${target}` : pending[slot] ? " · to be moved" : ""}`;
  };
}

let label = (slot) => `slot ${slot}`;

const entry = (kind, name, colour) =>
  h("span", {}, h("i", { class: kind, style: colour ? { background: colour } : {} }), name);

canvas.addEventListener("pointermove", (event) => {
  const box = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - box.left) / box.width) * SIDE);
  const row = Math.floor(((event.clientY - box.top) / box.height) * SIDE);
  const tip = byId("slottip");
  if (column < 0 || column >= SIDE || row < 0 || row >= SIDE) return;
  tip.hidden = false;
  tip.textContent = label(row * SIDE + column);
  tip.style.left = `${Math.min(Math.max(event.clientX - box.left, 90), box.width - 90)}px`;
  tip.style.top = `${Math.max(event.clientY - box.top, 24)}px`;
});
canvas.addEventListener("pointerleave", () => (byId("slottip").hidden = true));
