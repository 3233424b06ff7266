// Training of a one-layer language model with every size compiled in: forward over a
// window, cross-entropy, backpropagation through time, clip by global norm, Adam. H a multiple of 16, V of 16.
//   cc -O3 -march=native -ffast-math -fPIC -shared -DVL=16 -DCELL=1 -DH=128 -DV=96 -DB=16 -DT=64 train.c
// What makes it fast: only the recurrent products run step by step, everything else is one product over the window;
// tokens are gathers and scatters of rows; U, its gradient and its moments live packed in panels, so the forward pass
// packs nothing; transposes go through registers; gradients that one product writes are stored, not added to zeros.
#include "cell.h"
#include "gemm.h"
#include "learning.h"
#include <time.h>

#ifndef B
#define B 1
#endif
#ifndef T
#define T 64
#endif
#define TB (T * B)
#define VV (V / VL)
#if H % VL || V % VL
#error "H and V must be multiples of the vector"
#endif

#if B == 1
#define PANEL (NV % 12 == 0 ? 12 : 8)  // of U: N = G H columns
#define PANEL_T 8                      // of U^T and Wy^T: H columns
#else
#define PANEL TILE_N
#define PANEL_T TILE_N
#endif
#define DEPTH 256 // steps that one pass over the weight gradients takes: what is packed of them stays in L1 and L2

// One block: Wx [V x N], b [N], c [H], U [H x N] in panels, Wy [H x V], by [V].
enum { OWX = 0, OB = OWX + V * N, OC = OB + N, OU = OC + H, OWY = OU + H * N, OBY = OWY + H * V, SIZE = OBY + V };
ALIGNED static float P[SIZE], D[SIZE], M1[SIZE], M2[SIZE];

ALIGNED static float Ut[N * H], Wyp[H * V], Wyt[V * H];
ALIGNED static float Hs[(T + 1) * B * H];      // states, [t][b][H]; row block 0 is the carried state
#if GRU
ALIGNED static float Ga[TB * N], Q[TB * H];    // gates; U_n h + c
#elif LSTM
ALIGNED static float Ga[TB * N], Tc[TB * H];   // gates; tanh c
ALIGNED static float Cs[(T + 1) * B * H];      // cell states, as Hs
#endif
ALIGNED static float Du[TB * N];               // adjoints of U h
ALIGNED static float Dh[TB * H], L[TB * V];    // adjoint of h from the output layer; logits, then their adjoint
static int X[TB], Y[TB];
static double powers[2];

// C [H x n vectors] = X^T Y over the window, X [TB x H], Y [TB x n VL], C in panels of pc (0: plain rows). Rows of X and Y
// are far apart, often by a power of two, where they would evict each other: so both are packed, a slice at a time.
INLINE void gradient(const float *X, const float *Y, const int n, float *C, const int pc) {
  if (TB <= DEPTH) {
    product(H, n, TB, X, 1, H, Y, 0, n * VL, C, n * VL, pc, H, 0);
    return;
  }
  ALIGNED static float xp[H * DEPTH], yp[TILE_N * VL * DEPTH];
  for (int k = 0; k < TB; k += DEPTH) {
    const int depth = TB - k < DEPTH ? TB - k : DEPTH;
    for (int m = 0; m < H; m += TILE_M)
      for (int i = 0; i < depth; i++) memcpy(xp + (size_t)m * depth + i * TILE_M, X + (size_t)(k + i) * H + m, sizeof(float) * TILE_M);
    for (int j = 0; j < n; j += TILE_N) {
      const int w = n - j < TILE_N ? n - j : TILE_N;
      for (int i = 0; i < depth; i++)
        for (int c = 0; c < w; c++) store(yp + (i * w + c) * VL, load(Y + (size_t)(k + i) * n * VL + (j + c) * VL));
      for (int m = 0; m < H; m += TILE_M) {
        const float *a = xp + (size_t)m * depth;
        long ldc;
        float *c = (float *)at(C, pc, n, H, m, j, &ldc);
        if (k == 0) switch (w) {
          case 3: tile(TILE_M, 3, depth, a, 1, TILE_M, yp, 3 * VL, c, ldc, 0); break;
          case 2: tile(TILE_M, 2, depth, a, 1, TILE_M, yp, 2 * VL, c, ldc, 0); break;
          case 1: tile(TILE_M, 1, depth, a, 1, TILE_M, yp, 1 * VL, c, ldc, 0); break;
        } else switch (w) {
          case 3: tile(TILE_M, 3, depth, a, 1, TILE_M, yp, 3 * VL, c, ldc, 1); break;
          case 2: tile(TILE_M, 2, depth, a, 1, TILE_M, yp, 2 * VL, c, ldc, 1); break;
          case 1: tile(TILE_M, 1, depth, a, 1, TILE_M, yp, 1 * VL, c, ldc, 1); break;
        }
      }
    }
  }
}

static void forward(void) {
  ALIGNED static float u[B * N];
  for (int t = 0; t < T; t++) {
    const float *hp = Hs + (size_t)t * B * H;
    product(B, NV, H, hp, H, 1, P + OU, PANEL, 0, u, N, 0, 0, 0);
    for (int b = 0; b < B; b++) {
      const size_t i = (size_t)t * B + b;
      const float *restrict w = P + OWX + (size_t)X[i] * N, *restrict bias = P + OB, *restrict ub = u + b * N, *restrict h0 = hp + b * H;
      float *restrict h1 = Hs + (i + B) * H;
#if GRU
      float *restrict g = Ga + i * N, *restrict qs = Q + i * H;
      for (int j = 0; j < H; j += VL) {
        vec r = sigmoidv(load(w + j) + load(bias + j) + load(ub + j));
        vec z = sigmoidv(load(w + H + j) + load(bias + H + j) + load(ub + H + j));
        vec q = load(ub + 2 * H + j) + load(P + OC + j);
        vec n = tanhv(load(w + 2 * H + j) + load(bias + 2 * H + j) + r * q);
        store(g + j, r); store(g + H + j, z); store(g + 2 * H + j, n); store(qs + j, q);
        store(h1 + j, n + z * (load(h0 + j) - n));
      }
#elif LSTM
      (void)h0;
      float *restrict ga = Ga + i * N, *restrict tc = Tc + i * H, *restrict c1 = Cs + (i + B) * H;
      const float *restrict c0 = Cs + i * H;
      for (int j = 0; j < H; j += VL) {
        vec in = sigmoidv(load(w + j) + load(bias + j) + load(ub + j));
        vec f = sigmoidv(load(w + H + j) + load(bias + H + j) + load(ub + H + j));
        vec g = tanhv(load(w + 2 * H + j) + load(bias + 2 * H + j) + load(ub + 2 * H + j));
        vec o = sigmoidv(load(w + 3 * H + j) + load(bias + 3 * H + j) + load(ub + 3 * H + j));
        vec c = f * load(c0 + j) + in * g, t = tanhv(c);
        store(ga + j, in); store(ga + H + j, f); store(ga + 2 * H + j, g); store(ga + 3 * H + j, o);
        store(c1 + j, c); store(tc + j, t);
        store(h1 + j, o * t);
      }
#else
      (void)h0;
      for (int j = 0; j < H; j += VL) store(h1 + j, tanhv(load(w + j) + load(bias + j) + load(ub + j)));
#endif
    }
  }
}

// Mean cross-entropy; leaves its derivative by the logits in L.
static double loss(void) {
  for (int j = 0; j < VV; j += TILE_N) { // Wy is kept plain for its gradient; the panels cost one pass
    const int w = VV - j < TILE_N ? VV - j : TILE_N;
    float *o = Wyp + (size_t)j * VL * H;
    for (int k = 0; k < H; k++) for (int c = 0; c < w; c++) store(o + (size_t)(k * w + c) * VL, load(P + OWY + (size_t)k * V + (j + c) * VL));
  }
  product(TB, VV, H, Hs + B * H, H, 1, Wyp, TILE_N, 0, L, V, 0, 0, 0);
  return cross_entropy(L, P + OBY, Y, TB, V);
}

static void backward(void) {
  ALIGNED static float dh[B * H], keep[B * H]; // of the step after: adjoint of h; what else of it reaches h (GRU) or c (LSTM)
  transpose(P + OU, PANEL, H, NV, Ut, PANEL_T);
  transpose(P + OWY, 0, H, VV, Wyt, TILE_N);

  product(TB, GV, V, L, V, 1, Wyt, TILE_N, 0, Dh, H, 0, 0, 0);
  add_columns(L, TB, V, V, D + OBY);

  memset(D, 0, sizeof(float) * OU); // Wx, b, c: sums that every step adds to, while its adjoints are in the nearest cache
  memset(dh, 0, sizeof dh);
  memset(keep, 0, sizeof keep);
  for (int t = T - 1; t >= 0; t--) {
    for (int b = 0; b < B; b++) {
      const size_t i = (size_t)t * B + b;
      const float *restrict d0 = Dh + i * H;
      float *restrict d = dh + b * H, *restrict du = Du + i * N;
      float *restrict dw = D + OWX + (size_t)X[i] * N, *restrict db = D + OB, *restrict dc = D + OC;
#if GRU
      const float *restrict g = Ga + i * N, *restrict qs = Q + i * H, *restrict h0 = Hs + i * H;
      float *restrict kp = keep + b * H;
      for (int j = 0; j < H; j += VL) {
        vec r = load(g + j), z = load(g + H + j), n = load(g + 2 * H + j), dd = load(d + j) + load(d0 + j);
        vec dn = dd * (1.f - z) * (1.f - n * n), dz = dd * (load(h0 + j) - n) * z * (1.f - z);
        vec dr = dn * load(qs + j) * r * (1.f - r);
        add(dw + j, dr); add(dw + H + j, dz); add(dw + 2 * H + j, dn);
        add(db + j, dr); add(db + H + j, dz); add(db + 2 * H + j, dn); add(dc + j, dn * r);
        store(du + j, dr); store(du + H + j, dz); store(du + 2 * H + j, dn * r);
        store(kp + j, dd * z);
      }
#elif LSTM
      const float *restrict ga = Ga + i * N, *restrict tc = Tc + i * H, *restrict c0 = Cs + i * H;
      float *restrict kp = keep + b * H;
      for (int j = 0; j < H; j += VL) {
        vec in = load(ga + j), f = load(ga + H + j), g = load(ga + 2 * H + j), o = load(ga + 3 * H + j);
        vec t = load(tc + j), dd = load(d + j) + load(d0 + j), dcell = load(kp + j) + dd * o * (1.f - t * t);
        vec di = dcell * g * in * (1.f - in), df = dcell * load(c0 + j) * f * (1.f - f);
        vec dg = dcell * in * (1.f - g * g), dout = dd * t * o * (1.f - o);
        add(dw + j, di); add(dw + H + j, df); add(dw + 2 * H + j, dg); add(dw + 3 * H + j, dout);
        add(db + j, di); add(db + H + j, df); add(db + 2 * H + j, dg); add(db + 3 * H + j, dout);
        store(du + j, di); store(du + H + j, df); store(du + 2 * H + j, dg); store(du + 3 * H + j, dout);
        store(kp + j, dcell * f);
      }
      (void)dc;
#else
      const float *restrict h1 = Hs + (i + B) * H;
      for (int j = 0; j < H; j += VL) {
        vec h = load(h1 + j), dn = (load(d + j) + load(d0 + j)) * (1.f - h * h);
        store(du + j, dn); add(dw + j, dn); add(db + j, dn);
      }
      (void)dc;
#endif
    }
    if (t == 0) break; // nothing flows into the window before
    product(B, GV, N, Du + (size_t)t * B * N, N, 1, Ut, PANEL_T, 0, dh, H, 0, 0, 0);
    if (GRU) for (int j = 0; j < B * H; j += VL) store(dh + j, load(dh + j) + load(keep + j));
  }

  gradient(Hs, Du, NV, D + OU, PANEL);
  gradient(Hs + B * H, L, VV, D + OWY, 0);
}

EXPORT void peer_load(const float *wx, const float *uh, const float *b, const float *c, const float *wy, const float *by) {
  memcpy(P + OWX, wx, sizeof(float) * V * N);
  memcpy(P + OB, b, sizeof(float) * N);
  memcpy(P + OC, c, sizeof(float) * H);
  memcpy(P + OWY, wy, sizeof(float) * H * V);
  memcpy(P + OBY, by, sizeof(float) * V);
  for (int k = 0; k < H; k++) for (int j = 0; j < N; j++) { long ld; ((float *)at(P + OU, PANEL, NV, H, k, j / VL, &ld))[j % VL] = uh[(size_t)k * N + j]; }
  memset(M1, 0, sizeof M1); memset(M2, 0, sizeof M2); memset(Hs, 0, sizeof Hs); memset(D, 0, sizeof D);
#if LSTM
  memset(Cs, 0, sizeof Cs);
#endif
  powers[0] = powers[1] = 1;
}

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + 1e-9 * t.tv_nsec; }

// One training step, inputs and targets [B x T] row-major; the state is carried. Returns the loss and adds to `seconds`
// the time of the forward pass, of loss and backward pass, and of clip and update.
EXPORT double peer_train(const int *inputs, const int *targets, float rate, float clip, double *seconds) {
  unsigned mode = flush_denormals();
  double t0 = now();
  for (int b = 0; b < B; b++) for (int t = 0; t < T; t++) { X[t * B + b] = inputs[b * T + t]; Y[t * B + b] = targets[b * T + t]; }
  forward();
  double t1 = now();
  double result = loss();
  backward();
  double t2 = now();
  clip_and_adam(P, D, M1, M2, SIZE, powers, rate, clip);
  memcpy(Hs, Hs + (size_t)T * B * H, sizeof(float) * B * H);
#if LSTM
  memcpy(Cs, Cs + (size_t)T * B * H, sizeof(float) * B * H);
#endif
  seconds[0] += t1 - t0; seconds[1] += t2 - t1; seconds[2] += now() - t2;
  restore_denormals(mode);
  return result;
}
