// What every page has: toasts that go away by themselves, and a word when the server cannot be reached.

const toasts = document.getElementById("toasts");
const SECONDS = { "toast--brief": 4, "toast--stays": 0 };

function dismissLater(toast) {
  const name = Object.keys(SECONDS).find((css) => toast.classList.contains(css));
  const seconds = name ? SECONDS[name] : 10;
  if (seconds) setTimeout(() => toast.remove(), seconds * 1000);
}

function watch() {
  for (const toast of toasts.querySelectorAll(".toast:not([data-watched])")) {
    toast.dataset.watched = "yes";
    dismissLater(toast);
  }
}

function say(words) {
  const toast = document.createElement("div");
  toast.className = "toast toast--stays";
  toast.setAttribute("role", "alert");
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--small";
  close.dataset.closeToast = "";
  close.textContent = document.body.dataset.wordClose || "Close";
  toast.append(document.createElement("span"), text, close);
  toasts.replaceChildren(toast);
  watch();
}

if (toasts) {
  new MutationObserver(watch).observe(toasts, { childList: true, subtree: true });
  watch();
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-toast]")) event.target.closest(".toast").remove();
  });
  // A refusal carries its own words and leaves the page as it is.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.getResponseHeader("HX-Reswap") === "none") { event.detail.shouldSwap = true; event.detail.isError = false; }
  });
  const polled = (event) => (event.detail.elt?.getAttribute("hx-trigger") || "").startsWith("every");
  document.addEventListener("htmx:sendError", (event) => { if (!polled(event)) say(document.body.dataset.wordOffline); });
  document.addEventListener("htmx:responseError", (event) => { if (!polled(event)) say(document.body.dataset.wordFailed); });
}

document.querySelector("[autofocus][aria-invalid]")?.focus();
document.querySelector("form [aria-invalid='true']")?.focus();
