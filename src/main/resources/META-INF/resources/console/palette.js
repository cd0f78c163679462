/** A colour for each shard, the same for as long as the page is open. */
const HUES = [218, 158, 32, 276, 346, 190, 94, 52, 302, 244, 14, 128];
const given = new Map();

/** Gives colours to nodes that have none yet, in the order of their pods. */
export function meet(owners) {
  [...owners]
    .sort((a, b) => (a.ordinal ?? 1e9) - (b.ordinal ?? 1e9))
    .forEach((owner) => {
      if (!given.has(owner.node)) given.set(owner.node, given.size);
    });
}

function hsl(node, dimmed) {
  const index = given.get(node);
  if (index === undefined) return [0, 0, 50];
  const round = Math.floor(index / HUES.length);
  const hue = (HUES[index % HUES.length] + round * 17) % 360;
  return [hue, dimmed ? 34 : 62, (dimmed ? 40 : 56) + (round % 2) * 8];
}

export function css(node) {
  const [hue, saturation, lightness] = hsl(node, false);
  return `hsl(${hue} ${saturation}% ${lightness}%)`;
}

/** Red, green and blue, 0 to 255. */
export function rgb(node, dimmed) {
  const [hue, saturation, lightness] = hsl(node, dimmed);
  const s = saturation / 100;
  const l = lightness / 100;
  const channel = (n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
