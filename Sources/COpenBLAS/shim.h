#include <cblas.h>

// LAPACK, which OpenBLAS brings along; its own header is not in every distribution's package.
void dpotrf_(const char *uplo, const blasint *n, double *a, const blasint *lda, blasint *info);
void dtrtrs_(const char *uplo, const char *trans, const char *diag, const blasint *n,
             const blasint *nrhs, const double *a, const blasint *lda, double *b,
             const blasint *ldb, blasint *info);
