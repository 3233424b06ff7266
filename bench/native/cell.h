// The cells: -DCELL=0 Elman RNN (tanh), 1 GRU (reset-after), 2 LSTM. G gates lie side by side, [r z n] and [i f g o]:
// x = W x + b, u = U h, c = recurrent bias of the GRU's candidate.
#ifndef EDGESEQ_BENCH_CELL_H
#define EDGESEQ_BENCH_CELL_H
#include "vec.h"

#ifndef V
#define V 0 // no tokens, no output layer
#endif
#ifndef INPUTS
#define INPUTS 0 // tokens
#endif
#if !defined(H) || !defined(CELL) || !(V || INPUTS)
#error "compile with -DH=<hidden, a multiple of 16> -DCELL=<0|1|2> and -DV=<vocabulary> or -DINPUTS=<numbers of an input vector>"
#endif
#define RNN (CELL == 0)
#define GRU (CELL == 1)
#define LSTM (CELL == 2)
#define G (RNN ? 1 : GRU ? 3 : 4)
#define N (G * H)
#define GV (H / VL) // vectors of one gate
#define NV (N / VL) // vectors of all gates

#endif
