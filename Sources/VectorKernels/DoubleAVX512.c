// The kernels in Double, 512-bit vectors (x86-64-v4).
#include "Tables.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VK_FLOAT 0
#define VK_VECTOR_BYTES 64
#define VK_HAS_FMA 1
#define LANES 8
#define VK_TABLE vk_double_avx512
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,tune=znver5"))), apply_to = function)
#include "Kernels.inc"
#pragma clang attribute pop
#endif
