import { byId, h, sync } from "./dom.js";
import { clock, title } from "./format.js";

export function show(events) {
  const list = byId("events");
  sync(list, events, (event) => event.id, create, () => {});
  if (events.length === 0) list.replaceChildren(h("li", { class: "soft" }, "Nothing has happened yet."));
}

function create(event) {
  return h(
    "li",
    { class: event.level },
    h("time", { datetime: event.at, title: event.at }, clock(event.at)),
    h("span", {}, h("span", { class: "kind" }, title(event.type)), " ", h("span", { class: "text" }, event.text)),
  );
}
