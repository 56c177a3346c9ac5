"use strict";
(function () {
  var doc = document, all = function (selector) { return Array.from(doc.querySelectorAll(selector)); };
  // 打印时展开折叠的内容，打印后恢复（样式表也会展开，这里照顾旧浏览器）
  addEventListener("beforeprint", function () {
    all("details:not([open])").forEach(function (item) { item.open = true; item.dataset.closed = "1"; });
  });
  addEventListener("afterprint", function () {
    all("details[data-closed]").forEach(function (item) { item.open = false; delete item.dataset.closed; });
  });
  var form = doc.getElementById("filter");
  if (!form) { return; }
  var fold = function (text) { return text.normalize("NFKC").toLowerCase(); };
  // 同一个问题在清单中有一行、在逐项证据中有一张卡：按 data-key 合在一起判断
  var groups = new Map();
  all("[data-key]").forEach(function (node) {
    var group = groups.get(node.dataset.key) || { nodes: [], text: "" };
    group.nodes.push(node);
    groups.set(node.dataset.key, group);
  });
  // 第一次搜索时才取文字：问题多的报告打开得快
  var has = function (group, word) {
    group.text = group.text || group.nodes.map(function (node) { return fold(node.textContent); }).join(" ");
    return group.text.indexOf(word) >= 0;
  };
  var apply = function () {
    var levels = all("#filter [name=level]:checked").map(function (box) { return box.value; });
    var family = form.elements.family ? form.elements.family.value : "";
    var words = fold(form.elements.words.value).split(/\s+/).filter(Boolean);
    var shown = 0;
    groups.forEach(function (group) {
      var data = group.nodes[0].dataset;
      var keep = data.level.split(" ").some(function (level) { return levels.indexOf(level) >= 0; }) &&
        (!family || data.family === family) &&
        words.every(function (word) { return has(group, word); });
      shown += keep ? 1 : 0;
      group.nodes.forEach(function (node) { node.classList.toggle("off", !keep); });
    });
    form.querySelector("output").textContent = "显示 " + shown + " / " + groups.size + " 项";
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  form.reset();
  apply();
})();
