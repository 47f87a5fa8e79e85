/* A page that has moved: go to its new address with the query and the fragment of the old one. */
"use strict";

const page = location.protocol === "file:" ? "index.html" : ""; // on a disk, a folder is a listing
location.replace(document.querySelector("link[rel=canonical]").href + page + location.search + location.hash);
