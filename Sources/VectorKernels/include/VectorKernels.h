// Vector loops, each in Float and in Double from one template (Kernels.inc), each compiled for
// several instruction sets and chosen at run time. Nothing here allocates, starts a thread or knows biology.
//
// Conventions. Matrices are row-major. `rows`, `columns` count elements; `ld…` is the distance between
// rows in elements. "+=" in a comment means the output is added to, "=" that it is overwritten.
// Pointers may only alias where a comment says so. A count of 0 is allowed everywhere and does nothing
// (sums return 0, running maxima are left alone). Every loop has a fixed order of summation that depends
// on the shapes alone, so that a result is the same, bit for bit, however work was cut over threads.
#ifndef HISTOGLOT_VECTOR_KERNELS_H
#define HISTOGLOT_VECTOR_KERNELS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
  VKInstructionSetScalar = 0,  // plain C, no vector types: the reference for the others
  VKInstructionSetAVX2 = 1,    // x86-64-v3
  VKInstructionSetAVX512 = 2,  // x86-64-v4
  VKInstructionSetNEON = 3,    // AArch64, by plain compilation
} VKInstructionSet;

// The widest set this machine runs, and whether it runs a given one.
VKInstructionSet vk_best_instruction_set(void);
bool vk_supports(VKInstructionSet set);
const char *_Nonnull vk_instruction_set_name(VKInstructionSet set);

#define VK_DECLARE_KERNELS(Name, T)                                                                    \
  typedef struct {                                                                                     \
    /* --- elementwise, n elements --- */                                                              \
    void (*_Nonnull add)(int64_t n, const T *_Nonnull x, const T *_Nonnull y, T *_Nonnull out);        \
    void (*_Nonnull multiply)(int64_t n, const T *_Nonnull x, const T *_Nonnull y, T *_Nonnull out);   \
    /* out += x * y */                                                                                 \
    void (*_Nonnull multiplyAdd)(int64_t n, const T *_Nonnull x, const T *_Nonnull y,                  \
                                 T *_Nonnull out);                                                     \
    /* y += a * x */                                                                                   \
    void (*_Nonnull axpy)(int64_t n, T a, const T *_Nonnull x, T *_Nonnull y);                         \
    /* out = a * x; out may be x */                                                                    \
    void (*_Nonnull scale)(int64_t n, T a, const T *_Nonnull x, T *_Nonnull out);                      \
    /* out = x + a */                                                                                  \
    void (*_Nonnull shift)(int64_t n, T a, const T *_Nonnull x, T *_Nonnull out);                      \
    /* out = min(max(x, low), high) */                                                                 \
    void (*_Nonnull clamp)(int64_t n, T low, T high, const T *_Nonnull x, T *_Nonnull out);            \
    /* dx += dout where low < x < high, else nothing */                                                \
    void (*_Nonnull clampBackward)(int64_t n, T low, T high, const T *_Nonnull x,                      \
                                   const T *_Nonnull dout, T *_Nonnull dx);                            \
    void (*_Nonnull exponential)(int64_t n, const T *_Nonnull x, T *_Nonnull out);                     \
    void (*_Nonnull log1p)(int64_t n, const T *_Nonnull x, T *_Nonnull out);                           \
    /* 1 / (1 + exp(-x)), no overflow */                                                               \
    void (*_Nonnull sigmoid)(int64_t n, const T *_Nonnull x, T *_Nonnull out);                         \
    /* dx += dout * out * (1 - out) */                                                                 \
    void (*_Nonnull sigmoidBackward)(int64_t n, const T *_Nonnull out, const T *_Nonnull dout,         \
                                     T *_Nonnull dx);                                                  \
    /* exact GELU: x * (1 + erf(x / sqrt 2)) / 2 */                                                    \
    void (*_Nonnull gelu)(int64_t n, const T *_Nonnull x, T *_Nonnull out);                            \
    /* dx += dout * (Phi(x) + x * phi(x)) */                                                           \
    void (*_Nonnull geluBackward)(int64_t n, const T *_Nonnull x, const T *_Nonnull dout,              \
                                  T *_Nonnull dx);                                                     \
    /* --- reductions; accumulate in double --- */                                                     \
    double (*_Nonnull sum)(int64_t n, const T *_Nonnull x);                                            \
    double (*_Nonnull dot)(int64_t n, const T *_Nonnull x, const T *_Nonnull y);                       \
    double (*_Nonnull sumOfSquares)(int64_t n, const T *_Nonnull x);                                   \
    /* --- rows --- */                                                                                 \
    /* out[r,c] = x[r,c] + bias[c]; out may be x */                                                    \
    void (*_Nonnull addBias)(int64_t rows, int64_t columns, const T *_Nonnull x,                       \
                             const T *_Nonnull bias, T *_Nonnull out);                                 \
    /* out[r,c] = gelu(x[r,c] + bias[c]), and pre[r,c] = x[r,c] + bias[c]; pre may be x */             \
    void (*_Nonnull addBiasGelu)(int64_t rows, int64_t columns, const T *_Nonnull x,                   \
                                 const T *_Nonnull bias, T *_Nonnull pre, T *_Nonnull out);            \
    /* out[c] += sum_r w[r] * x[r,c]; w may be null (all 1) */                                         \
    void (*_Nonnull weightedColumnSums)(int64_t rows, int64_t columns, int64_t ldx,                    \
                                        const T *_Nonnull x, const T *_Nullable w, T *_Nonnull out);   \
    /* out[r] = sum_c (x[r,c] + shift) * v[c] */                                                       \
    void (*_Nonnull rowDots)(int64_t rows, int64_t columns, int64_t ldx, const T *_Nonnull x,          \
                             T shift, const T *_Nonnull v, T *_Nonnull out);                           \
    /* out[r] = sum_c x[r,c] * y[r,c] */                                                               \
    void (*_Nonnull pairedRowDots)(int64_t rows, int64_t columns, int64_t ldx, const T *_Nonnull x,    \
                                   int64_t ldy, const T *_Nonnull y, T *_Nonnull out);                 \
    /* out[r,c] = w[r] * x[r,c] */                                                                     \
    void (*_Nonnull scaleRows)(int64_t rows, int64_t columns, int64_t ldx, const T *_Nonnull x,        \
                               const T *_Nonnull w, int64_t ldout, T *_Nonnull out);                   \
    /* out[r,c] += w[r] * x[r,c] */                                                                    \
    void (*_Nonnull addScaledRows)(int64_t rows, int64_t columns, int64_t ldx, const T *_Nonnull x,    \
                                   const T *_Nonnull w, int64_t ldout, T *_Nonnull out);               \
    /* out[r,c] += w[r] * v[c] */                                                                      \
    void (*_Nonnull addOuter)(int64_t rows, int64_t columns, const T *_Nonnull w,                      \
                              const T *_Nonnull v, int64_t ldout, T *_Nonnull out);                    \
    /* LayerNorm over each row: out = (x - mean) * rstd * gamma + beta, biased variance. */            \
    /* mean, rstd: [rows], kept for the backward pass. columns = 0 is not allowed. */                  \
    void (*_Nonnull layerNorm)(int64_t rows, int64_t columns, T epsilon, const T *_Nonnull x,          \
                               const T *_Nonnull gamma, const T *_Nonnull beta, T *_Nonnull out,       \
                               T *_Nonnull mean, T *_Nonnull rstd);                                    \
    /* dx +=, dgamma +=, dbeta += (the last two: [columns]) */                                         \
    void (*_Nonnull layerNormBackward)(int64_t rows, int64_t columns, const T *_Nonnull x,             \
                                       const T *_Nonnull gamma, const T *_Nonnull mean,                \
                                       const T *_Nonnull rstd, const T *_Nonnull dout,                 \
                                       T *_Nonnull dx, T *_Nonnull dgamma, T *_Nonnull dbeta);         \
    /* out[r,:] = softmax(x[r,:]); out may be x; logSum[r] = logsumexp(x[r,:]) where not null */       \
    void (*_Nonnull softmax)(int64_t rows, int64_t columns, const T *_Nonnull x, T *_Nonnull out,      \
                             T *_Nullable logSum);                                                     \
    /* dx += out * (dout - sum(out * dout)) in each row */                                             \
    void (*_Nonnull softmaxBackward)(int64_t rows, int64_t columns, const T *_Nonnull out,             \
                                     const T *_Nonnull dout, T *_Nonnull dx);                          \
    /* Rows to length 1: norm[r] = sqrt(sum x^2 + epsilon), out = x / norm. */                         \
    void (*_Nonnull normalizeRows)(int64_t rows, int64_t columns, T epsilon, const T *_Nonnull x,      \
                                   T *_Nonnull out, T *_Nonnull norm);                                 \
    /* dx += (dout - out * sum(out * dout)) / norm */                                                  \
    void (*_Nonnull normalizeRowsBackward)(int64_t rows, int64_t columns, const T *_Nonnull out,       \
                                           const T *_Nonnull norm, const T *_Nonnull dout,             \
                                           T *_Nonnull dx);                                            \
    /* Weighted cross-entropy in nats. targets[r] in 0..<columns, or < 0 for "no label": loss 0. */    \
    /* loss[r] = w[r] * (logsumexp(x[r,:]) - x[r,target]); p[r,:] = softmax(x[r,:]) (p may be x) */    \
    void (*_Nonnull crossEntropy)(int64_t rows, int64_t columns, const T *_Nonnull x,                  \
                                  const int32_t *_Nonnull targets, const T *_Nonnull w,                \
                                  T *_Nonnull p, T *_Nonnull loss);                                    \
    /* dx[r,:] += g * w[r] * (p[r,:] - onehot(target)); rows without label untouched */                \
    void (*_Nonnull crossEntropyBackward)(int64_t rows, int64_t columns, const T *_Nonnull p,          \
                                          const int32_t *_Nonnull targets, const T *_Nonnull w, T g,   \
                                          T *_Nonnull dx);                                             \
    /* --- random numbers by counter: element i depends on (seed, offset + i) alone --- */             \
    /* out = x / (1 - p) with probability 1 - p, else 0; out may be x. Used with the same */           \
    /* (seed, offset) on the gradient, it is its own backward pass. p in [0, 1). */                    \
    void (*_Nonnull dropout)(int64_t n, T p, uint64_t seed, uint64_t offset, const T *_Nonnull x,      \
                             T *_Nonnull out);                                                         \
    /* standard normal (Box-Muller over a 64-bit mixing hash) and uniform on [0, 1) */                 \
    void (*_Nonnull normal)(int64_t n, uint64_t seed, uint64_t offset, T *_Nonnull out);               \
    void (*_Nonnull uniform)(int64_t n, uint64_t seed, uint64_t offset, T *_Nonnull out);              \
    /* --- sparse --- */                                                                               \
    /* out[r,:] += sum_{e in starts[r]..<ends[r]} values[e] * dense[indices[e],:] */                   \
    /* width columns, ldd and ldout apart. values may be null (all 1). */                              \
    void (*_Nonnull sparseTimesDense)(int64_t rows, const int64_t *_Nonnull starts,                    \
                                      const int64_t *_Nonnull ends,                                    \
                                      const int32_t *_Nonnull indices, const T *_Nullable values,      \
                                      int64_t width, int64_t ldd, const T *_Nonnull dense,             \
                                      int64_t ldout, T *_Nonnull out);                                 \
    /* The compressed rows firstRow..<endRow to compressed columns, entries of a column in the order */\
    /* of their rows. places: where the first of these entries of each column goes on entry, one past */\
    /* the last on return; indices below its length. */                                                \
    void (*_Nonnull transposeSparse)(int64_t firstRow, int64_t endRow, const int64_t *_Nonnull starts, \
                                     const int32_t *_Nonnull indices, const T *_Nonnull values,        \
                                     int64_t *_Nonnull places, int32_t *_Nonnull rowsOfEntries,        \
                                     T *_Nonnull sorted);                                              \
    /* --- optimiser --- */                                                                            \
    /* AdamW (Loshchilov & Hutter 2019, decoupled decay): g = gradScale * gradient; */                 \
    /* m = b1 m + (1-b1) g; v = b2 v + (1-b2) g^2; */                                                  \
    /* p -= rate * (m / correction1 / (sqrt(v / correction2) + epsilon) + decay * p). */               \
    void (*_Nonnull adamW)(int64_t n, T rate, T b1, T b2, T epsilon, T decay, T correction1,           \
                           T correction2, T gradScale, const T *_Nonnull gradient, T *_Nonnull m,      \
                           T *_Nonnull v, T *_Nonnull p);                                              \
    /* --- negative binomial, one cell, in nats --- */                                                 \
    /* mean mu = exp(logMean), r = exp(logDispersion), variance mu + mu^2 / r, y a count >= 0: */      \
    /* nll = lgamma(r) + lgamma(y+1) - lgamma(y+r) - r log r - y log mu + (r+y) log(r+mu). */          \
    /* Returns sum_i weights[i] * nll[i]. Each of nll, dLogMean, dLogDispersion may be null; */        \
    /* nll[i] = the unweighted value; dLogMean[i] = weights[i] * d nll / d logMean; */                 \
    /* dLogDispersion[i] = weights[i] * d nll / d logDispersion (all "="). Entries of weight 0 */      \
    /* cost nothing to the sum and give gradient 0. */                                                 \
    double (*_Nonnull negativeBinomial)(int64_t n, const T *_Nonnull y, const T *_Nonnull logMean,     \
                                        const T *_Nonnull logDispersion, const T *_Nonnull weights,    \
                                        T *_Nullable nll, T *_Nullable dLogMean,                       \
                                        T *_Nullable dLogDispersion);                                  \
    /* --- exact attention, blocked: scores are q·k before scaling, one block [rows, columns] --- */   \
    /* Online softmax (Milakov & Gimelshein 2018): for each row, m' = max(m, scale * max scores), */   \
    /* scores = exp(scale * scores - m'), rescale[r] = exp(m - m'), l = l * rescale + sum(scores), */  \
    /* m = m'. Start with m = -infinity, l = 0. */                                                     \
    void (*_Nonnull onlineSoftmax)(int64_t rows, int64_t columns, int64_t ld, T scale,                 \
                                   T *_Nonnull scores, T *_Nonnull m, T *_Nonnull l,                   \
                                   T *_Nonnull rescale);                                               \
    /* scores = exp(scale * scores - logSum[r]) */                                                     \
    void (*_Nonnull attentionProbabilities)(int64_t rows, int64_t columns, int64_t ld, T scale,        \
                                            T *_Nonnull scores, const T *_Nonnull logSum);             \
    /* dp = scale * p * (dp - delta[r]), in place; both [rows, columns] with the same ld */            \
    void (*_Nonnull attentionScoreGradient)(int64_t rows, int64_t columns, int64_t ld, T scale,        \
                                            const T *_Nonnull p, T *_Nonnull dp,                       \
                                            const T *_Nonnull delta);                                  \
    /* --- neighbourhood attention --- */                                                              \
    /* Cell i attends to neighbours[e], e in starts[i]..<starts[i+1]. q, k, v, out: [cells, */         \
    /* heads*headWidth] rows ld apart; bias and weights: [edges, heads], indexed by the absolute e; */ \
    /* bias may be null. For i in first..<last and each head: */                                       \
    /* weights[e] = softmax_e(scale * q_i·k_j + bias[e]), out_i = sum_e weights[e] v_j ("="). */       \
    /* A cell without neighbours gets 0. weights may be null when not wanted; `scratch` has room for */ \
    /* twice the longest list and 32 elements. */                                                      \
    void (*_Nonnull neighbourAttention)(int64_t first, int64_t last, int64_t heads,                    \
                                        int64_t headWidth, int64_t ld, T scale,                        \
                                        const T *_Nonnull q, const T *_Nonnull k,                      \
                                        const T *_Nonnull v, const int64_t *_Nonnull starts,           \
                                        const int32_t *_Nonnull neighbours, const T *_Nullable bias,   \
                                        T *_Nullable weights, T *_Nonnull scratch, int64_t ldout,      \
                                        T *_Nonnull out);                                              \
    /* Backward to the queries: dScores[e,h] = weights * (dout_i·v_j - sum_e weights dout_i·v_j) */    \
    /* ("=", also the gradient of the bias), dq_i += scale * sum_e dScores[e] k_j. */                  \
    void (*_Nonnull neighbourAttentionBackwardQueries)(                                                \
        int64_t first, int64_t last, int64_t heads, int64_t headWidth, int64_t ld, T scale,            \
        const T *_Nonnull k, const T *_Nonnull v, const int64_t *_Nonnull starts,                      \
        const int32_t *_Nonnull neighbours, const T *_Nonnull weights, int64_t ldout,                  \
        const T *_Nonnull dout, T *_Nonnull dScores, int64_t lddq, T *_Nonnull dq);                    \
    /* Backward to keys and values of the cells j in first..<last. The transposed lists: entry t in */ \
    /* reverseStarts[j]..<reverseStarts[j+1] says that cell reverseCells[t] attends to j through */    \
    /* edge reverseEdges[t]. dk_j += scale * sum_t dScores[e] q_i, dv_j += sum_t weights[e] dout_i. */ \
    void (*_Nonnull neighbourAttentionBackwardKeys)(                                                   \
        int64_t first, int64_t last, int64_t heads, int64_t headWidth, int64_t ld, T scale,            \
        const T *_Nonnull q, const int64_t *_Nonnull reverseStarts,                                    \
        const int32_t *_Nonnull reverseCells, const int64_t *_Nonnull reverseEdges,                    \
        const T *_Nonnull weights, const T *_Nonnull dScores, int64_t ldout, const T *_Nonnull dout,   \
        int64_t lddkv, T *_Nonnull dk, T *_Nonnull dv);                                                \
    /* Piecewise-linear table: position t (in knots, clamped to 0...knots-1) of edge e gives */        \
    /* out[e,h] = (1-f) table[floor t,h] + f table[floor t + 1,h] ("="). table: [knots, heads]. */     \
    void (*_Nonnull interpolate)(int64_t edges, int64_t heads, int64_t knots,                          \
                                 const T *_Nonnull positions, const T *_Nonnull table,                 \
                                 T *_Nonnull out);                                                     \
    /* dtable += */                                                                                    \
    void (*_Nonnull interpolateBackward)(int64_t edges, int64_t heads, int64_t knots,                  \
                                         const T *_Nonnull positions, const T *_Nonnull dout,          \
                                         T *_Nonnull dtable);                                          \
    /* --- Gaussian mixture: the variational bound of Hershey & Olsen (2007) --- */                    \
    /* q_i = N(mean[i], exp(logVariance[i])), components N(cMean[k], exp(cLogVariance[k])), weights */ \
    /* exp(logWeights[k]); all diagonal, width w. D_ik = KL(q_i || N_k) */                             \
    /*   = 1/2 sum_d (clv - lv + (exp(lv) + (mean - cMean)^2) / exp(clv) - 1). */                      \
    /* bound[i] = -logsumexp_k(logWeights[k] - D_ik); responsibilities r[i,k] = softmax of the same. */\
    void (*_Nonnull mixtureBound)(int64_t rows, int64_t width, int64_t components,                     \
                                  const T *_Nonnull mean, const T *_Nonnull logVariance,               \
                                  const T *_Nonnull cMean, const T *_Nonnull cLogVariance,             \
                                  const T *_Nonnull logWeights, T *_Nonnull bound, T *_Nonnull r);     \
    /* With g[i] = d loss / d bound[i]: dmean +=, dlogVariance +=, dcMean +=, dcLogVariance +=, */     \
    /* dlogWeights[k] += -g_i r_ik (the gradient of the free log weights; the caller goes on to */     \
    /* the softmax behind them). */                                                                    \
    void (*_Nonnull mixtureBoundBackward)(int64_t rows, int64_t width, int64_t components,             \
                                          const T *_Nonnull mean, const T *_Nonnull logVariance,       \
                                          const T *_Nonnull cMean, const T *_Nonnull cLogVariance,     \
                                          const T *_Nonnull r, const T *_Nonnull g,                    \
                                          T *_Nonnull dmean, T *_Nonnull dlogVariance,                 \
                                          T *_Nonnull dcMean, T *_Nonnull dcLogVariance,               \
                                          T *_Nonnull dlogWeights);                                    \
  } Name;

VK_DECLARE_KERNELS(VKFloatKernels, float)
VK_DECLARE_KERNELS(VKDoubleKernels, double)

// The table of one instruction set, or null where this machine or build does not have it.
const VKFloatKernels *_Nullable vk_float_kernels(VKInstructionSet set);
const VKDoubleKernels *_Nullable vk_double_kernels(VKInstructionSet set);

#endif
