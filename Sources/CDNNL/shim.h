#include <dnnl.h>

// Of the OpenMP runtime that Debian's oneDNN is built with; <omp.h> belongs to a compiler and is not always there.
void omp_set_num_threads(int threads);
