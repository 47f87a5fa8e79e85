/* The error page of both editions: below the Chinese one's folder, Chinese comes first. */
"use strict";

(() => {
  const { chinese, title } = document.currentScript.dataset;
  if (!location.pathname.startsWith(new URL(chinese, location).pathname)) return;
  const section = document.querySelector('.missing[lang="zh"]');
  section.parentElement.prepend(section);
  document.documentElement.lang = "zh";
  document.title = title;
})();
