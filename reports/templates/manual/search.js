"use strict";
(function () {
  var doc = document, all = function (selector) { return Array.from(doc.querySelectorAll(selector)); };
  addEventListener("beforeprint", function () { all("details").forEach(function (item) { item.open = true; }); });
  var form = doc.getElementById("search"), fold = function (text) { return text.normalize("NFKC").toLowerCase(); };
  var rules = all(".ruledef").map(function (node) {
    return { node: node, text: fold(node.textContent), row: doc.querySelector('[href="#' + node.id + '"]') };
  });
  var apply = function () {
    var words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    var levels = all("#search [name=level]:checked").map(function (box) { return box.value; });
    var shown = 0;
    rules.forEach(function (rule) {
      var keep = levels.indexOf(rule.node.dataset.level) >= 0 &&
        words.every(function (word) { return rule.text.indexOf(word) >= 0; });
      shown += keep ? 1 : 0;
      rule.node.classList.toggle("off", !keep);
      if (rule.row) { rule.row.closest("li").classList.toggle("off", !keep); }
    });
    all(".family").forEach(function (family) {
      family.classList.toggle("off", !family.querySelector(".ruledef:not(.off)"));
    });
    form.querySelector("output").textContent = "显示 " + shown + " / " + rules.length + " 条";
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  form.reset();
  apply();
})();
