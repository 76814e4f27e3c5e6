// The kernels in Double, 256-bit vectors (x86-64-v3).
#include "Tables.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define VK_FLOAT 0
#define VK_VECTOR_BYTES 32
#define VK_HAS_FMA 1
#define LANES 4
#define VK_TABLE vk_double_avx2
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "Kernels.inc"
#pragma clang attribute pop
#endif
