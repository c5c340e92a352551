/*
 * libjpeg-turbo as a judge of frames and a maker of them.
 *
 *   libjpeg decode                   Reads frames from standard input, each behind its length (32 bits,
 *                                    little endian), and writes a line for each: "ok WIDTH HEIGHT
 *                                    WARNINGS" or "fatal MESSAGE". A frame that takes over 20 s ends it.
 *   libjpeg pixels                   Reads one JPEG, writes its bare pixels.
 *   libjpeg encode WIDTH HEIGHT SEED [OPTION ...]
 *                                    Writes a JPEG of a soft picture with noise. Options: grey, rgb,
 *                                    cmyk, progressive, optimal, arithmetic, apart (a scan for each
 *                                    colour), restart=N, quality=N, sampling=HxV.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <unistd.h>
#include <jpeglib.h>

struct judge {
  struct jpeg_error_mgr base;
  jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

static void fatal(j_common_ptr cinfo) {
  struct judge *judge = (struct judge *)cinfo->err;
  judge->base.format_message(cinfo, judge->message);
  longjmp(judge->back, 1);
}

static void quiet(j_common_ptr cinfo) { (void)cinfo; }

static int read_all(void *to, size_t length) { return fread(to, 1, length, stdin) == length; }

static void decode(const unsigned char *jpeg, unsigned long length, FILE *pixels) {
  struct jpeg_decompress_struct cinfo;
  struct judge judge;
  unsigned char *volatile row = NULL;
  cinfo.err = jpeg_std_error(&judge.base);
  judge.base.error_exit = fatal;
  judge.base.output_message = quiet;
  jpeg_create_decompress(&cinfo);
  if (setjmp(judge.back)) {
    if (!pixels) printf("fatal %s\n", judge.message);
  } else {
    jpeg_mem_src(&cinfo, (unsigned char *)jpeg, length);
    jpeg_read_header(&cinfo, TRUE);
    jpeg_start_decompress(&cinfo);
    size_t stride = (size_t)cinfo.output_width * cinfo.output_components;
    row = malloc(stride);
    JSAMPROW rows[1] = {row};
    while (cinfo.output_scanline < cinfo.output_height) {
      jpeg_read_scanlines(&cinfo, rows, 1);
      if (pixels) fwrite(row, 1, stride, pixels);
    }
    jpeg_finish_decompress(&cinfo);
    if (!pixels) printf("ok %u %u %ld\n", cinfo.image_width, cinfo.image_height, judge.base.num_warnings);
  }
  free(row);
  jpeg_destroy_decompress(&cinfo);
}

static int decode_all(void) {
  unsigned char head[4];
  unsigned char *jpeg = NULL;
  while (read_all(head, 4)) {
    uint32_t length = head[0] | head[1] << 8 | head[2] << 16 | (uint32_t)head[3] << 24;
    jpeg = realloc(jpeg, length + 1);
    if (!jpeg || !read_all(jpeg, length)) return 1;
    alarm(20);
    decode(jpeg, length, NULL);
    alarm(0);
    fflush(stdout);
  }
  free(jpeg);
  return 0;
}

static int show(void) {
  size_t room = 1 << 26;
  unsigned char *jpeg = malloc(room);
  size_t length = fread(jpeg, 1, room, stdin);
  decode(jpeg, length, stdout);
  free(jpeg);
  return 0;
}

static uint32_t state;

static int noise(int range) {
  state = state * 1664525u + 1013904223u;
  return (int)((state >> 16) % (uint32_t)range);
}

/* One component by itself after the other: what cameras with little memory write. */
static const jpeg_scan_info APART[3] = {
    {1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}};

static void apply(struct jpeg_compress_struct *cinfo, const char *option) {
  int across, down;
  if (!strcmp(option, "progressive")) jpeg_simple_progression(cinfo);
  if (!strcmp(option, "optimal")) cinfo->optimize_coding = TRUE;
  if (!strcmp(option, "arithmetic")) cinfo->arith_code = TRUE;
  if (!strcmp(option, "apart")) cinfo->scan_info = APART, cinfo->num_scans = 3;
  if (!strncmp(option, "restart=", 8)) cinfo->restart_interval = atoi(option + 8);
  if (!strncmp(option, "quality=", 8)) jpeg_set_quality(cinfo, atoi(option + 8), TRUE);
  if (sscanf(option, "sampling=%dx%d", &across, &down) == 2) {
    cinfo->comp_info[0].h_samp_factor = across;
    cinfo->comp_info[0].v_samp_factor = down;
  }
}

static int encode(int count, char **words) {
  struct jpeg_compress_struct cinfo;
  struct jpeg_error_mgr errors;
  cinfo.err = jpeg_std_error(&errors);
  jpeg_create_compress(&cinfo);
  jpeg_stdio_dest(&cinfo, stdout);
  cinfo.image_width = atoi(words[0]);
  cinfo.image_height = atoi(words[1]);
  state = atoi(words[2]);
  cinfo.input_components = 3;
  cinfo.in_color_space = JCS_RGB;
  J_COLOR_SPACE space = JCS_YCbCr;
  for (int i = 3; i < count; i++) {
    if (!strcmp(words[i], "grey")) space = JCS_GRAYSCALE;
    if (!strcmp(words[i], "rgb")) space = JCS_RGB;
    if (!strcmp(words[i], "cmyk")) {
      space = cinfo.in_color_space = JCS_CMYK;
      cinfo.input_components = 4;
    }
  }
  jpeg_set_defaults(&cinfo);
  jpeg_set_colorspace(&cinfo, space);
  for (int i = 3; i < count; i++) apply(&cinfo, words[i]);
  jpeg_start_compress(&cinfo, TRUE);
  unsigned char *row = malloc((size_t)cinfo.image_width * 4);
  JSAMPROW rows[1] = {row};
  while (cinfo.next_scanline < cinfo.image_height) {
    for (unsigned x = 0; x < cinfo.image_width * cinfo.input_components; x++)
      row[x] = (unsigned char)((x * 2 + cinfo.next_scanline * 3 + noise(24)) & 0xff);
    jpeg_write_scanlines(&cinfo, rows, 1);
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  free(row);
  return 0;
}

int main(int count, char **words) {
  if (count >= 5 && !strcmp(words[1], "encode")) return encode(count - 2, words + 2);
  if (count == 2 && !strcmp(words[1], "decode")) return decode_all();
  if (count == 2 && !strcmp(words[1], "pixels")) return show();
  fprintf(stderr, "expected decode, pixels, or encode WIDTH HEIGHT SEED [OPTION ...]\n");
  return 2;
}
