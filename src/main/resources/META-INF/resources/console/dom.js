/** Makes an element: `h("p", { class: "soft" }, "text", child)`. Text is never read as markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function text(id, value) {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

/**
 * Brings the children of `parent` in line with `items`, keeping the elements of items that stay, so
 * that bars glide and scroll positions hold.
 */
export function sync(parent, items, key, create, update) {
  const there = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const name = String(key(item));
    const element = there.get(name) ?? create(item);
    element.dataset.key = name;
    there.delete(name);
    update(element, item);
    return element;
  });
  there.forEach((gone) => gone.remove());
  wanted.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
}

export const badge = (kind, ...children) => h("span", { class: `badge ${kind}` }, ...children);
export const dot = () => h("i", { class: "dot" });
