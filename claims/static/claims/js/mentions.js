// After an @ in a comment: the people of the desk, to choose from by key or click. Without a script there are boxes to tick.

const MOST = 6;
let open = null; // {area, list, from, people, at}

const place = (area) => {
  const before = area.value.slice(0, area.selectionStart);
  const found = /(?:^|[^\w@.+-])@([\w.+-]{0,40})$/.exec(before);
  return found ? { from: area.selectionStart - found[1].length, typed: found[1].toLocaleLowerCase() } : null;
};

function peopleFor(area, typed) {
  const boxes = [...(area.form?.querySelectorAll("input[data-username]") || [])];
  return boxes
    .map((box) => ({ username: box.dataset.username, name: box.dataset.name }))
    .filter((person) => person.username.toLocaleLowerCase().startsWith(typed) || person.name.toLocaleLowerCase().split(/\s+/).some((word) => word.startsWith(typed)))
    .slice(0, MOST);
}

function close() {
  if (!open) return;
  open.list.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) open.area.removeAttribute(name);
  open = null;
}

function point(at) {
  open.at = at;
  [...open.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
  open.area.setAttribute("aria-activedescendant", open.list.children[at].id);
}

function choose(at) {
  const { area, from, people } = open;
  const words = `${people[at].username} `;
  area.setRangeText(words, from, area.selectionStart, "end");
  close();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(area) {
  const spot = place(area);
  const people = spot ? peopleFor(area, spot.typed) : [];
  close();
  if (!people.length) return;
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${area.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.body.dataset.wordPeople || "People");
  people.forEach((person, index) => {
    const row = document.createElement("li");
    row.id = `${list.id}-${index}`;
    row.setAttribute("role", "option");
    const name = document.createElement("b");
    name.textContent = person.name;
    row.append(name, ` @${person.username}`);
    row.addEventListener("mousedown", (event) => { event.preventDefault(); choose(index); });
    list.append(row);
  });
  area.after(list);
  list.scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  open = { area, list, from: spot.from, people, at: 0 };
  point(0);
}

const isArea = (target) => target.matches?.("textarea[data-mentions]");
document.addEventListener("input", (event) => { if (isArea(event.target)) show(event.target); });
document.addEventListener("focusout", (event) => { if (isArea(event.target)) close(); });
document.addEventListener("keydown", (event) => {
  if (!open || event.target !== open.area || event.isComposing) return;
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in steps) point((open.at + steps[event.key] + open.people.length) % open.people.length);
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) choose(open.at);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
