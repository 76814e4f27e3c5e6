// The kernels in Float, 128-bit vectors (AArch64).
#include "Tables.h"

#if defined(__aarch64__)
#define VK_FLOAT 1
#define VK_VECTOR_BYTES 16
#define VK_HAS_FMA 1
#define LANES 4
#define VK_TABLE vk_float_neon
#include "Kernels.inc"
#endif
