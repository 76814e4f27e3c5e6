// The kernels in Float, plain C.
#include "Tables.h"

#define VK_FLOAT 1
#define VK_VECTOR_BYTES 4
#define VK_HAS_FMA 0
#define LANES 1
#define VK_TABLE vk_float_scalar
#include "Kernels.inc"
