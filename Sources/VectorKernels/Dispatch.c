// Which instruction sets this machine runs, and the table of each.
#include "Tables.h"

bool vk_supports(VKInstructionSet set) {
  switch (set) {
    case VKInstructionSetScalar:
      return true;
#if defined(__x86_64__)
    // Feature by feature: older compiler runtimes do not know the names of the levels.
    case VKInstructionSetAVX2:
      __builtin_cpu_init();
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
    case VKInstructionSetAVX512:
      return vk_supports(VKInstructionSetAVX2) && __builtin_cpu_supports("avx512f") &&
             __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#elif defined(__aarch64__)
    case VKInstructionSetNEON:
      return true;
#endif
    default:
      return false;
  }
}

VKInstructionSet vk_best_instruction_set(void) {
  if (vk_supports(VKInstructionSetAVX512)) return VKInstructionSetAVX512;
  if (vk_supports(VKInstructionSetAVX2)) return VKInstructionSetAVX2;
  if (vk_supports(VKInstructionSetNEON)) return VKInstructionSetNEON;
  return VKInstructionSetScalar;
}

const char *vk_instruction_set_name(VKInstructionSet set) {
  switch (set) {
    case VKInstructionSetScalar:
      return "scalar";
    case VKInstructionSetAVX2:
      return "AVX2";
    case VKInstructionSetAVX512:
      return "AVX-512";
    case VKInstructionSetNEON:
      return "NEON";
  }
  return "unknown";
}

const VKFloatKernels *vk_float_kernels(VKInstructionSet set) {
  if (!vk_supports(set)) return NULL;
  switch (set) {
#if defined(__x86_64__)
    case VKInstructionSetAVX2:
      return &vk_float_avx2;
    case VKInstructionSetAVX512:
      return &vk_float_avx512;
#elif defined(__aarch64__)
    case VKInstructionSetNEON:
      return &vk_float_neon;
#endif
    default:
      return &vk_float_scalar;
  }
}

const VKDoubleKernels *vk_double_kernels(VKInstructionSet set) {
  if (!vk_supports(set)) return NULL;
  switch (set) {
#if defined(__x86_64__)
    case VKInstructionSetAVX2:
      return &vk_double_avx2;
    case VKInstructionSetAVX512:
      return &vk_double_avx512;
#elif defined(__aarch64__)
    case VKInstructionSetNEON:
      return &vk_double_neon;
#endif
    default:
      return &vk_double_scalar;
  }
}
