// The two cells. G gates lie side by side, [r z n] for the GRU: x = W x + b, u = U h, c = recurrent bias of the candidate.
#ifndef EDGESEQ_BENCH_CELL_H
#define EDGESEQ_BENCH_CELL_H
#include "vec.h"

#if !defined(V) || !defined(H) || !defined(GRU)
#error "compile with -DV=<vocabulary> -DH=<hidden, a multiple of 16> -DGRU=<0|1>"
#endif
#define G (GRU ? 3 : 1)
#define N (G * H)
#define GV (H / VL) // vectors of one gate
#define NV (N / VL) // vectors of all gates

#endif
