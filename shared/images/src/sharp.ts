import sharp from "sharp";

// Callers decode many small images at once, so one thread an image is right: libvips would otherwise start a pool of
// its own for each of them and fight with the numeric library for the cores. Its cache never hits here.
sharp.concurrency(1);
sharp.cache(false);

export { sharp };
