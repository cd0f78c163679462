const whole = new Intl.NumberFormat("en");

export const number = (value) => whole.format(Math.round(value));

export function bytes(value) {
  if (value === undefined || value === null) return "–";
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export const secondsSince = (instant) => (Date.now() - Date.parse(instant)) / 1000;

export const clock = (instant) => new Date(instant).toLocaleTimeString("en-GB");

/** A signal's value in its unit: 0.62 as "62 %", 5231 as "5,231/s". */
export function measure(unit, value) {
  if (value === undefined || value === null) return "–";
  return unit === "ratio" ? `${Math.round(value * 100)} %` : `${number(value)}/s`;
}

/** `engineCpu` as "engine CPU". */
const SIGNALS = { memory: "memory", engineCpu: "engine CPU", ops: "ops", netOut: "net out" };
export const signalName = (signal) => SIGNALS[signal] ?? signal;

/** `scale-out` as "Scale-out", `operation.started` as "Operation started". */
export const title = (word) => {
  const spaced = word.replaceAll(".", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export const brief = (node) => (node.length > 12 ? node.slice(0, 8) : node);

/** `AWAITING_APPROVAL` as "awaiting approval". */
export const code = (constant) => constant.toLowerCase().replaceAll("_", " ");
