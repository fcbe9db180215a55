// Solara's page forbids zooming, which readers need; its language is set by parts/language.vue.
document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
document.documentElement.lang = new URLSearchParams(location.search).get("lang") === "nl" ? "nl" : "en";
