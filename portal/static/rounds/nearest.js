/* 按远近排: asks where the person stands only when they press the button; the place goes into the address of this page and nowhere else. */
(() => {
  const button = document.getElementById("nearest");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const here = new URL(window.location.href);
        here.searchParams.set("lon", coords.longitude.toFixed(5));
        here.searchParams.set("lat", coords.latitude.toFixed(5));
        window.location.assign(here);
      },
      () => {
        button.disabled = false;
        button.textContent = "没有取得位置，仍按走访次序";
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
})();
