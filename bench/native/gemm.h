// Matrix products from register tiles, over plain rows or panels, and transposes.
#ifndef EDGESEQ_BENCH_GEMM_H
#define EDGESEQ_BENCH_GEMM_H
#include "vec.h"

// Register tile: 8 x 3 vectors with 32 registers, 4 x 3 with 16. A single row wants panels of many vectors instead.
#if defined(__AVX2__) && !defined(__AVX512VL__)
#define TILE_M 4
#else
#define TILE_M 8
#endif
#define TILE_N 3

// C[m][n] = (or +=) sum over k of A[m*rs + k*cs] Bm[k*ldb + n], mr rows and nr vectors, all sums in registers.
INLINE void tile(const int mr, const int nr, int K, const float *restrict A, const long rs, const long cs,
                 const float *restrict Bm, const long ldb, float *restrict C, const long ldc, const int onto) {
  vec a[8][12];
  UNROLL for (int m = 0; m < mr; m++) { UNROLL for (int j = 0; j < nr; j++) a[m][j] = onto ? load(C + m * ldc + j * VL) : (vec){0}; }
  for (int k = 0; k < K; k++) {
    vec b[12];
    UNROLL for (int j = 0; j < nr; j++) b[j] = load(Bm + k * ldb + j * VL);
    UNROLL for (int m = 0; m < mr; m++) { float s = A[m * rs + k * cs]; UNROLL for (int j = 0; j < nr; j++) a[m][j] += b[j] * s; }
  }
  UNROLL for (int m = 0; m < mr; m++) { UNROLL for (int j = 0; j < nr; j++) store(C + m * ldc + j * VL, a[m][j]); }
}

INLINE void rows(const int M, const int nr, int K, const float *A, const long rs, const long cs,
                 const float *Bm, const long ldb, float *C, const long ldc, const int onto) {
  int m = 0;
  for (; m + TILE_M <= M; m += TILE_M) tile(TILE_M, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto);
  if (M % TILE_M >= 4) { tile(4, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto); m += 4; }
  if (M % 4 >= 2) { tile(2, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto); m += 2; }
  if (M % 2) tile(1, nr, K, A + m * rs, rs, cs, Bm, ldb, C + m * ldc, ldc, onto);
}

// C [M x n vectors] from panels of pw vectors; B unpacked when pw is 0 (then ldb counts), C in panels of pc when set.
INLINE void product(const int M, const int n, const int K, const float *A, const long rs, const long cs, const float *Bm,
                    const int pw, const long ldb, float *C, const long ldc, const int pc, const int crows, const int onto) {
  const int step = pw > TILE_N ? pw : TILE_N;
  // Only panels of C cut a tile short; elsewhere the compiler should see that all but the last are alike.
  for (int j = 0, left; j < n; j += pc ? left : step) {
    left = n - j < step ? n - j : step;
    float *c = C + j * VL;
    long lc = ldc;
    if (pc) { // the panel of C that holds column j, and j's place in it; what is left of it is all that a tile may write
      const int p = j / pc, wide = n - p * pc < pc ? n - p * pc : pc;
      c = C + (size_t)p * pc * VL * crows + (j - p * pc) * VL;
      lc = wide * VL;
      if (left > p * pc + wide - j) left = p * pc + wide - j;
    }
    const float *b = pw ? Bm + (size_t)j * VL * K : Bm + j * VL;
    const long lb = pw ? left * VL : ldb;
    switch (left) { // constant but for the last panel
    case 12: rows(M, 12, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 8: rows(M, 8, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 7: rows(M, 7, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 6: rows(M, 6, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 5: rows(M, 5, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 4: rows(M, 4, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 3: rows(M, 3, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 2: rows(M, 2, K, A, rs, cs, b, lb, c, lc, onto); break;
    case 1: rows(M, 1, K, A, rs, cs, b, lb, c, lc, onto); break;
    }
  }
}

// out[j][i] = in[i][j] for a block of VL x VL, through registers where the compiler has a shuffle.
INLINE void transpose_block(const float *in, long ldi, float *out, long ldo) {
#if defined(__GNUC__) && !defined(__clang__)
  vec r[VL];
  UNROLL for (int i = 0; i < VL; i++) r[i] = load(in + i * ldi);
  UNROLL for (int s = 1; s < VL; s *= 2) {
    ivec lo, hi; // lanes of (a, b) that end in the upper and the lower row of a pair
    UNROLL for (int l = 0; l < VL; l++) { lo[l] = l & s ? VL + l - s : l; hi[l] = l & s ? VL + l : l + s; }
    UNROLL for (int i = 0; i < VL; i++) {
      if (i & s) continue;
      vec a = r[i], b = r[i + s];
      r[i] = __builtin_shuffle(a, b, lo);
      r[i + s] = __builtin_shuffle(a, b, hi);
    }
  }
  UNROLL for (int i = 0; i < VL; i++) store(out + i * ldo, r[i]);
#else
  for (int i = 0; i < VL; i++) for (int j = 0; j < VL; j++) out[j * ldo + i] = in[i * ldi + j];
#endif
}

// Where row k of the panel with column j begins in a matrix of `depth` rows and n vectors, in panels of pw.
INLINE const float *at(const float *m, int pw, int n, int depth, int k, int j, long *ld) {
  if (!pw) { *ld = n * VL; return m + (size_t)k * n * VL + j * VL; }
  int p = j / pw, wide = n - p * pw < pw ? n - p * pw : pw;
  *ld = wide * VL;
  return m + (size_t)p * pw * VL * depth + (size_t)k * wide * VL + (j - p * pw) * VL;
}

// [K x n vectors] in panels of pi (0: plain rows) to its transpose [n VL x K] in panels of po.
INLINE void transpose(const float *in, int pi, int K, int n, float *out, int po) {
  for (int k = 0; k < K; k += VL) for (int j = 0; j < n; j++) {
    long li, lo;
    const float *i = at(in, pi, n, K, k, j, &li);
    float *o = (float *)at(out, po, K / VL, n * VL, j * VL, k / VL, &lo);
    transpose_block(i, li, o, lo);
  }
}
#endif
