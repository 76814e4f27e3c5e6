// The kernels in Double, plain C.
#include "Tables.h"

#define VK_FLOAT 0
#define VK_VECTOR_BYTES 8
#define VK_HAS_FMA 0
#define LANES 1
#define VK_TABLE vk_double_scalar
#include "Kernels.inc"
