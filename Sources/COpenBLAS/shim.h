#include <cblas.h>
#include <stddef.h>

// Eigenvalues and eigenvectors of a symmetric matrix by divide and conquer. OpenBLAS holds LAPACK, whose routines are
// Fortran's: everything by reference, and the lengths of strings behind the other arguments.
void dsyevd_(
    const char *jobz, const char *uplo, const blasint *n, double *a, const blasint *lda, double *w,
    double *work, const blasint *lwork, blasint *iwork, const blasint *liwork, blasint *info,
    size_t jobz_length, size_t uplo_length);
