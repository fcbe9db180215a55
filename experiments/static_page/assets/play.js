// Reads off the grid (surface.js) what the surface says at the point of the sliders. It works out
// nothing but the place in the grid and the two ends of the interval.
"use strict";

(() => {
  const surface = window.SURFACE;
  const words = JSON.parse(document.getElementById("words").textContent);
  const sliders = [...document.querySelectorAll("input[type=range]")];

  const filled = (phrase, fields) =>
    phrase.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));

  const percent = (share) => {
    const whole = Math.round(100 * share);
    if (whole < 1) return words.least;
    return whole > 99 ? words.most : `${whole}%`;
  };

  const near = (count, saving) => {
    if (count === 0) return words.none;
    const fields = { near: count, saving };
    return filled(count < words.enough ? words.few : words.some, fields);
  };

  const put = (id, text) => {
    document.getElementById(id).textContent = text;
  };

  const tell = () => {
    let place = 0;
    sliders.forEach((slider, k) => {
      const step = Number(slider.value);
      const label = words.labels[k][step];
      slider.setAttribute("aria-valuetext", label);
      slider.parentElement.querySelector("output").textContent = label;
      place = place * surface.steps + step;
    });
    const cost = surface.cost[place];
    const million = (value) => String(Math.round(value) || 0);
    put("likely", percent(surface.likely[place]));
    put("cost", filled(words.million, { number: million(cost) }));
    put("interval", filled(words.between, {
      low: million(cost - surface.half),
      high: million(cost + surface.half),
    }));
    put("near", near(surface.near[place], surface.near_saving[place]));
    document.getElementById("bar").style.width = `${100 * surface.likely[place]}%`;
  };

  sliders.forEach((slider) => slider.addEventListener("input", tell));
  document.getElementById("reset").addEventListener("click", () => {
    sliders.forEach((slider) => { slider.value = slider.dataset.middle; });
    tell();
  });
  tell();
})();
