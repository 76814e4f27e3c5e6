extension HDF5Error.Reason: CustomStringConvertible {
  /// What is wrong, without the place.
  public var description: String {
    switch self {
    case .fileMissing: "there is no such file"
    case .isFolder: "this is a folder, not a file"
    case .notPermitted: "permission denied"
    case .notHDF5: "not an HDF5 file"
    case .truncated(let detail): "the file is truncated (\(detail))"
    case .elementMissing: "there is no such element"
    case .notAGroup: "a group was expected here"
    case .notADataset: "a dataset was expected here"
    case .externalLink(let file):
      "the element lies in another file (\(file)), which is not followed"
    case .danglingLink(let target): "a soft link leads to '\(target)', which does not exist"
    case .tooManyLinks(let limit): "more than \(limit) soft links lead from one to the next"
    case .virtualDataset: "the dataset is virtual: its values lie in other datasets"
    case .externalStorage: "the dataset's values lie in other files, which are not read"
    case .missingFilter(let filter):
      "compressed with \(filter.name) (filter \(filter.identifier)), which is not available here"
    case .unsupportedType(let type): "values of this type are not read: \(type)"
    case .extentTooLarge(let shape): "the shape \(shape) is larger than memory can address"
    case .expandsTooFar(let bytes, let stored):
      "it claims \(bytes) bytes of values but stores only \(stored)"
    case .notUTF8(let entry): "entry \(entry) is not UTF-8 text"
    case .notBoolean(let entry, let value):
      "entry \(entry) of a boolean array is \(value), neither FALSE nor TRUE"
    case .nameNotAllowed(let name): "'\(name)' cannot be the name of an element"
    case .textHoldsZero(let entry): "entry \(entry) holds a zero character, which HDF5 cannot store"
    case .attributeTooLarge(let name): "the attribute '\(name)' does not fit into an HDF5 header"
    case .diskFull: "the disk is full"
    case .system(let detail): detail
    case .library(let detail): "libhdf5 could not do it (\(detail))"
    }
  }

  /// What to do about it.
  public func advice(file: String) -> String {
    switch self {
    case .fileMissing: "check the path"
    case .isFolder: "name the .h5ad file inside it"
    case .notPermitted: "check the permissions of the file and its folder"
    case .notHDF5: "check that this is an .h5ad or .h5 file and was downloaded completely"
    case .truncated: "download or write the file again"
    case .elementMissing: "list what the file holds with `histoglot inspect`"
    case .notAGroup, .notADataset, .notBoolean, .extentTooLarge, .library:
      "the element is damaged or of an unknown format; rewrite the file with anndata"
    case .externalLink, .virtualDataset, .externalStorage:
      "write the file with its values inside: anndata.read_h5ad('IN').write_h5ad('OUT')"
    case .danglingLink, .tooManyLinks: "repair or remove the link"
    case .missingFilter:
      """
      rewrite it with: python -c "import hdf5plugin, anndata; \
      anndata.read_h5ad('\(file)').write_h5ad('OUT.h5ad', compression='gzip')", \
      or set HDF5_PLUGIN_PATH to the plugins folder of the Python package hdf5plugin
      """
    case .unsupportedType: "convert the element or leave it out"
    case .expandsTooFar:
      "if the values are really there, rewrite them as a sparse matrix with anndata"
    case .notUTF8: "rewrite the text as UTF-8"
    case .nameNotAllowed: "choose a name that is not empty, not '.', and holds no empty part"
    case .textHoldsZero: "remove the zero character"
    case .attributeTooLarge: "keep wide tables as a matrix in obsm instead of columns"
    case .diskFull: "free some space and run again; nothing was changed"
    case .system: "check the path, its permissions and the free space"
    }
  }
}
