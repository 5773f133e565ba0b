/* Pictures made small and compared, in an empty page: each is drawn on a grid of cells, and cells are compared. */
const CELL = 8; // CSS pixels of the window in one pixel of a golden picture
const COARSE = 4; // small pictures are compared in squares of so many of their pixels: fonts differ between machines
const FAR = 14; // of 255: how far two cells may lie apart, in the channel where they do so most

async function pixels(address, wide, high) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const [across, down] = [canvas.width / wide, canvas.height / high];
  const sums = new Float64Array(wide * high * 3);
  const counts = new Float64Array(wide * high);
  for (let y = 0; y < canvas.height; y += 1)
    for (let x = 0; x < canvas.width; x += 1) {
      const cell = Math.min(high - 1, Math.floor(y / down)) * wide + Math.min(wide - 1, Math.floor(x / across));
      counts[cell] += 1;
      for (let one = 0; one < 3; one += 1) sums[cell * 3 + one] += data[(y * canvas.width + x) * 4 + one];
    }
  return sums.map((sum, at) => sum / counts[Math.floor(at / 3)]);
}

/** The picture at an eighth of its size, as PNG in a data URL. */
async function small(address, width, height) {
  const [wide, high] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const means = await pixels(address, wide, high);
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const pen = canvas.getContext("2d");
  const data = pen.createImageData(wide, high);
  for (let at = 0; at < wide * high; at += 1) {
    for (let one = 0; one < 3; one += 1) data.data[at * 4 + one] = Math.round(means[at * 3 + one] / 16) * 16;
    data.data[at * 4 + 3] = 255;
  }
  pen.putImageData(data, 0, 0);
  return canvas.toDataURL("image/png");
}

/** Which part of the cells lies far apart in two pictures: 0 is none, 1 is all. */
async function apart(first, second, width, height) {
  const [wide, high] = [Math.floor(width / CELL / COARSE), Math.floor(height / CELL / COARSE)];
  const [a, b] = await Promise.all([pixels(first, wide, high), pixels(second, wide, high)]);
  let far = 0;
  for (let at = 0; at < wide * high; at += 1) {
    const differs = [0, 1, 2].map((one) => Math.abs(a[at * 3 + one] - b[at * 3 + one]));
    if (Math.max(...differs) > FAR) far += 1;
  }
  return far / (wide * high);
}
