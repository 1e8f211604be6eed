// Words of the article, marked: made a claim, given new borders, cut. The server draws the text in pieces that know where they
// begin (data-start, in code points); here code points are only counted inside of one piece. Everything is a plain form too.

/* global htmx */
const marking = document.getElementById("marking");
const bar = document.getElementById("respan");
const layer = () => document.getElementById("panel")?.dataset.layer || marking.dataset.layer;
const NOT_TEXT = ".ref, .caption__label";

// --- places --------------------------------------------------------------------------------------------------------

const pieceOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-start]");

function textNodes(piece) {
  const walker = document.createTreeWalker(piece, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest(NOT_TEXT) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

const points = (words) => [...words].length;
const wordsOf = (piece) => textNodes(piece).map((node) => node.data).join("");

// Where a point of the page lies in the text, in code points.
function placeOf(piece, node, offset) {
  const spot = document.createRange();
  spot.setStart(piece, 0);
  spot.setEnd(node, offset);
  let count = 0;
  for (const each of textNodes(piece)) {
    if (!spot.intersectsNode(each)) break;
    const inside = each === node ? each.data.slice(0, offset) : spot.comparePoint(each, each.length) <= 0 ? each.data : "";
    count += points(inside);
    if (each === node) break;
  }
  return Number(piece.dataset.start) + count;
}

// The other way: the node and its UTF-16 offset at a place of the text.
function spotAt(piece, place) {
  let left = place - Number(piece.dataset.start);
  const nodes = textNodes(piece);
  for (const node of nodes) {
    const length = points(node.data);
    if (left <= length) return [node, [...node.data].slice(0, left).join("").length];
    left -= length;
  }
  const last = nodes.at(-1);
  return [last, last.length];
}

function rangeOf(piece, start, end) {
  const range = document.createRange();
  range.setStart(...spotAt(piece, start));
  range.setEnd(...spotAt(piece, end));
  return range;
}

// Words and where they begin and end; borders are set between words only.
function wordBorders(piece) {
  const words = [...wordsOf(piece)];
  const base = Number(piece.dataset.start);
  const found = [];
  let start = -1;
  words.forEach((character, index) => {
    const blank = /\s/u.test(character);
    if (!blank && start < 0) start = index;
    if (blank && start >= 0) { found.push([base + start, base + start + bare(words.slice(start, index))]); start = -1; }
  });
  if (start >= 0) found.push([base + start, base + start + bare(words.slice(start))]);
  return found;
}

// A comma or a stop behind a word is no part of a claim; "U.S." keeps its own.
function bare(word) {
  let length = word.length;
  while (length && ",;:".includes(word[length - 1])) length -= 1;
  if (length > 1 && word[length - 1] === "." && word.slice(0, length).filter((each) => each === ".").length === 1) length -= 1;
  return length || word.length;
}

const between = (piece, start, end) => [...wordsOf(piece)].slice(start - Number(piece.dataset.start), end - Number(piece.dataset.start)).join("");

function wholeWords(piece, start, end) {
  const words = wordBorders(piece).filter(([from, to]) => from < end && to > start);
  return words.length ? [words[0][0], words.at(-1)[1]] : [start, end];
}

// The stretch that is selected, in whole words; none that reaches over several pieces.
function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const piece = pieceOf(range.startContainer);
  if (!piece || !document.querySelector(".copy").contains(piece)) return null;
  const same = piece.contains(range.endContainer);
  const from = placeOf(piece, range.startContainer, range.startOffset);
  const to = same ? placeOf(piece, range.endContainer, range.endOffset) : Number(piece.dataset.start) + points(wordsOf(piece));
  if (to <= from || !between(piece, from, to).trim()) return null;
  const [start, end] = wholeWords(piece, from, to);
  return { piece, start, end, exact: from };
}

// --- sending -------------------------------------------------------------------------------------------------------

function send(address, values) {
  return htmx.ajax("POST", address, { target: "#panel", swap: "outerHTML", values: { ...values, layer: layer() } });
}

const respanLink = () => document.querySelector("#panel [data-respan]");
const splitLink = () => document.querySelector("#panel [data-split]");

// The claim in focus in its piece: from its first mark to its last.
function placeOfClaim(number) {
  const marks = [...document.querySelectorAll(`.copy mark[data-claim="${number}"]`)];
  const piece = marks.length && pieceOf(marks[0]);
  if (!piece || marks.some((mark) => pieceOf(mark) !== piece)) return null;
  const first = textNodes(marks[0])[0];
  const last = textNodes(marks.at(-1)).at(-1);
  return { piece, start: placeOf(piece, first, 0), end: placeOf(piece, last, last.length) };
}

// --- marking words -------------------------------------------------------------------------------------------------

function showMarking() {
  const found = draft ? null : selected();
  marking.hidden = !found;
  if (!found) return;
  const current = Number(respanLink()?.dataset.respan || 0);
  const claim = current ? placeOfClaim(current) : null;
  const beside = claim && claim.piece === found.piece;
  marking.querySelector("[data-act=borders]").hidden = !beside || !respanLink();
  marking.querySelector("[data-act=split]").hidden = !(beside && splitLink() && claim.start < found.start && found.start < claim.end);
  const box = rangeOf(found.piece, found.start, found.end).getBoundingClientRect();
  marking.style.insetBlockStart = `${box.bottom + window.scrollY + 6}px`;
  marking.style.insetInlineStart = `${Math.max(4, Math.min(box.left, document.documentElement.clientWidth - marking.offsetWidth - 4))}px`;
}

marking.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
marking.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]")?.dataset.act;
  const found = selected();
  if (!act || !found) return;
  const values = { start: found.start, end: found.end, words: between(found.piece, found.start, found.end) };
  if (act === "borders") send(respanLink().dataset.post, { ...values, version: respanLink().dataset.version });
  else if (act === "split") send(splitLink().dataset.post, { at: found.start, version: splitLink().dataset.version });
  else send(marking.dataset.post, { ...values, act });
  window.getSelection().removeAllRanges();
  marking.hidden = true;
});
let waiting = 0;
document.addEventListener("selectionchange", () => { clearTimeout(waiting); waiting = setTimeout(showMarking, 120); });

// --- moving borders, and cutting -----------------------------------------------------------------------------------

let draft = null; // {mode, link, piece, words, from, to, drawn}

function begin(link, mode) {
  const found = placeOfClaim(Number(link.dataset.respan || link.dataset.split));
  if (!found) return false;
  leave();
  const words = wordBorders(found.piece);
  const from = Math.max(0, words.findIndex(([, end]) => end > found.start));
  const to = words.findLastIndex(([start]) => start < found.end);
  if (mode === "split" && to === from) return false;
  draft = { mode, link, piece: found.piece, words, from, to, cut: from + 1, claim: found, drawn: [], moved: false };
  const head = bar.querySelector("#respan-head b");
  head.textContent = mode === "split" ? head.dataset.wordSplit : head.dataset.wordBorders;
  for (const each of bar.querySelectorAll("[data-for]")) each.hidden = each.dataset.for !== mode;
  bar.hidden = false;
  marking.hidden = true;
  draw();
  document.getElementById(`c${link.dataset.respan || link.dataset.split}`)?.scrollIntoView({ block: "center" });
  return true;
}

// Borders that were not moved stay where they are, be it inside of a word ("yen" in "500yen").
function stretch() {
  if (draft.mode === "split") return [draft.words[draft.cut][0], Math.min(draft.words[draft.to][1], draft.claim.end)];
  const start = draft.words[draft.from][0] <= draft.claim.start && draft.claim.start < draft.words[draft.from][1] ? draft.claim.start : draft.words[draft.from][0];
  const end = draft.words[draft.to][0] < draft.claim.end && draft.claim.end <= draft.words[draft.to][1] ? draft.claim.end : draft.words[draft.to][1];
  return [start, end];
}

function element(name, className) {
  const made = document.createElement(name);
  made.className = className;
  document.body.append(made);
  draft.drawn.push(made);
  return made;
}

function put(made, box, width = box.width) {
  made.style.left = `${box.left + window.scrollX}px`;
  made.style.top = `${box.top + window.scrollY}px`;
  made.style.height = `${box.height}px`;
  if (width !== null) made.style.width = `${width}px`;
}

function draw() {
  const [start, end] = stretch();
  const boxes = [...rangeOf(draft.piece, start, end).getClientRects()].filter((box) => box.width > 1);
  const held = draft.drawn.filter((made) => made.dataset.handle);
  for (const made of draft.drawn) if (!made.dataset.handle) made.remove();
  draft.drawn = [...held];
  for (const box of boxes) put(element("div", "draft-line"), box);
  if (draft.mode === "borders" && boxes.length) {
    const handles = held.length ? held : ["start", "end"].map((side) => {
      const handle = element("div", `draft-handle draft-handle--${side}`);
      handle.dataset.handle = side;
      handle.addEventListener("pointerdown", (event) => { event.preventDefault(); handle.setPointerCapture(event.pointerId); });
      handle.addEventListener("pointermove", (event) => { if (handle.hasPointerCapture(event.pointerId)) drag(side, event.clientX, event.clientY); });
      return handle;
    });
    const first = boxes[0], last = boxes.at(-1);
    put(handles[0], { left: first.left, top: first.top, height: first.height }, null);
    put(handles[1], { left: last.right, top: last.top, height: last.height }, null);
  }
  bar.querySelector(".respan__says").textContent = between(draft.piece, start, end);
}

function drag(side, x, y) {
  let best = null;
  draft.words.forEach(([start, end], index) => {
    for (const box of rangeOf(draft.piece, start, end).getClientRects()) {
      const off = Math.max(box.top - y, y - box.bottom, 0) * 20 + Math.abs((side === "start" ? box.left : box.right) - x);
      if (best === null || off < best.off) best = { off, index };
    }
  });
  if (best) set(side, best.index);
}

function set(side, index) {
  const last = draft.words.length - 1;
  if (side === "start") draft.from = Math.max(0, Math.min(index, draft.to));
  else draft.to = Math.min(last, Math.max(index, draft.from));
  draft.claim = { ...draft.claim, [side]: -1 };
  draw();
}

function step(by, shift) {
  if (draft.mode === "split") draft.cut = Math.max(draft.from + 1, Math.min(draft.to, draft.cut + by));
  else if (shift) { set("start", draft.from + by); return; }
  else { set("end", draft.to + by); return; }
  draw();
}

function leave() {
  if (!draft) return;
  for (const made of draft.drawn) made.remove();
  draft = null;
  bar.hidden = true;
}

function save() {
  const { link, mode, piece } = draft;
  const [start, end] = stretch();
  const version = link.dataset.version;
  leave();
  if (mode === "split") send(link.dataset.post, { at: start, version });
  else send(link.dataset.post, { start, end, words: between(piece, start, end), version });
}

bar.querySelector("[data-save]").addEventListener("click", save);
bar.querySelector("[data-leave]").addEventListener("click", leave);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-respan], [data-split]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (begin(link, link.hasAttribute("data-split") ? "split" : "borders")) event.preventDefault();
});

// While a draft is open its keys go before all others.
document.addEventListener("keydown", (event) => {
  if (!draft || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select")) return;
  const onButton = event.target.closest?.("#respan button");
  if (event.key === "ArrowRight") step(1, event.shiftKey);
  else if (event.key === "ArrowLeft") step(-1, event.shiftKey);
  else if (event.key === "Enter" && !onButton) save();
  else if (event.key === "Escape") leave();
  else if (event.key === "Tab" || event.key === "Shift" || onButton) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target?.id === "panel") leave(); });
window.addEventListener("resize", () => { if (draft) draw(); });
