/**
 * The script of the page: search, keys, where one is, light and dark, copying. Without it the page is all there and
 * its links lead. Old browsers and pages from a file may lack storage and the clipboard.
 */
export const pageScript = `
(function () {
  "use strict";
  var root = document.documentElement;
  var side = document.querySelector(".side");
  var nav = document.getElementById("nav");
  var search = document.getElementById("search");
  var menu = document.getElementById("menu");
  var nothing = nav.querySelector(".nothing");
  var links = Array.prototype.slice.call(nav.querySelectorAll("a[data-search]"));
  var groups = Array.prototype.slice.call(nav.querySelectorAll(".group"));
  var chosen = -1;
  root.classList.add("js");

  function shown() {
    return links.filter(function (link) { return !link.parentNode.hidden; });
  }

  function choose(index) {
    var found = shown();
    links.forEach(function (link) { link.classList.remove("chosen"); });
    chosen = found.length === 0 ? -1 : (index + found.length) % found.length;
    if (chosen < 0) return;
    found[chosen].classList.add("chosen");
    found[chosen].scrollIntoView({ block: "nearest" });
  }

  function filter() {
    var words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    root.classList.toggle("searching", words.length > 0);
    links.forEach(function (link) {
      var text = link.getAttribute("data-search").toLowerCase();
      link.parentNode.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
    });
    groups.forEach(function (group) { group.hidden = !group.querySelector("li:not([hidden])"); });
    nothing.hidden = shown().length > 0;
    if (words.length > 0) choose(0);
    else links.forEach(function (link) { link.classList.remove("chosen"); });
  }

  function open(isOpen) {
    side.classList.toggle("open", isOpen);
    menu.setAttribute("aria-expanded", String(isOpen));
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      shown()[chosen].click();
      search.blur();
    } else if (event.key === "Escape") {
      search.value = "";
      filter();
      search.blur();
    }
  });
  document.addEventListener("keydown", function (event) {
    var isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open(true);
    search.focus();
    search.select();
  });
  menu.addEventListener("click", function () { open(!side.classList.contains("open")); });
  nav.addEventListener("click", function (event) {
    if (event.target.closest("a")) open(false);
  });

  var theme = document.getElementById("theme");
  function remembered() {
    try { return localStorage.getItem("hawser-theme"); } catch (error) { return null; }
  }
  function dress(name) {
    if (name === "light" || name === "dark") root.setAttribute("data-theme", name);
  }
  dress(remembered());
  theme.addEventListener("click", function () {
    var now = root.getAttribute("data-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    dress(now === "dark" ? "light" : "dark");
    try { localStorage.setItem("hawser-theme", root.getAttribute("data-theme")); } catch (error) { return; }
  });

  document.querySelectorAll(".usage").forEach(function (usage) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", function () {
      var text = usage.querySelector("code").textContent;
      if (!navigator.clipboard) return;
      navigator.clipboard.writeText(text).then(function () {
        button.textContent = "Copied";
        setTimeout(function () { button.textContent = "Copy"; }, 1500);
      }, function () { button.textContent = "Not allowed"; });
    });
    if (navigator.clipboard) usage.querySelector("figcaption").appendChild(button);
  });

  if (!("IntersectionObserver" in window)) return;
  var linkOf = {};
  links.forEach(function (link) { linkOf[decodeURIComponent(link.hash.slice(1))] = link; });
  var current;
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      var link = linkOf[decoded(entry.target.id)];
      if (!entry.isIntersecting || !link || link === current) return;
      if (current) current.removeAttribute("aria-current");
      current = link;
      link.setAttribute("aria-current", "location");
      if (!root.classList.contains("searching") && side.offsetHeight > 200) link.scrollIntoView({ block: "nearest" });
    });
  }, { rootMargin: "-10% 0px -80% 0px" });
  document.querySelectorAll(".operation, .type, .errors").forEach(function (part) { observer.observe(part); });

  function decoded(id) {
    try { return decodeURIComponent(id); } catch (error) { return id; }
  }
})();
`;
