import HDF5Files

/// What went wrong, without the place, for elements that are noted as unreadable instead of thrown.
func failureReason(_ error: any Error) -> String {
  switch error {
  case let error as HDF5Error: error.reason.description
  case let error as AnnDataError: error.reason.description
  default: "\(error)"
  }
}
