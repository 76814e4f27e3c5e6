// The kernels in Double, 128-bit vectors (AArch64).
#include "Tables.h"

#if defined(__aarch64__)
#define VK_FLOAT 0
#define VK_VECTOR_BYTES 16
#define VK_HAS_FMA 1
#define LANES 2
#define VK_TABLE vk_double_neon
#include "Kernels.inc"
#endif
