// The tables that exist in this build. A set's table may only be used where vk_supports says so.
#ifndef HISTOGLOT_VECTOR_KERNEL_TABLES_H
#define HISTOGLOT_VECTOR_KERNEL_TABLES_H

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "VectorKernels.h"

extern const VKFloatKernels vk_float_scalar;
extern const VKDoubleKernels vk_double_scalar;
#if defined(__x86_64__)
extern const VKFloatKernels vk_float_avx2, vk_float_avx512;
extern const VKDoubleKernels vk_double_avx2, vk_double_avx512;
#elif defined(__aarch64__)
extern const VKFloatKernels vk_float_neon;
extern const VKDoubleKernels vk_double_neon;
#endif

#endif
