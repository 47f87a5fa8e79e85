/* A page that has moved: go to its new address with the query and the fragment of the old one. */
"use strict";

location.replace(document.querySelector("link[rel=canonical]").href + location.search + location.hash);
