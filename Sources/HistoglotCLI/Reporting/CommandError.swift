/// What a command line asks for that is not there.
enum CommandError: Error, CustomStringConvertible {
  case noSection(String, has: [String])
  case noKey(String, path: String, has: [String])
  case noLabelKey(String, path: String, has: [String])
  case noRegion(String, key: String, has: [String])
  case noCoordinates(String)
  case notAligned(String)
  case notAnnotated(key: String, path: String)
  case nothingToCompare(String)
  case needsModel(String)
  case layerOfRaw(String)
  case noFolder(String)
  case noPermission(String)
  /// The file that is there may not be written to.
  case writeProtected(String)
  case notWritten(String, why: String)
  /// A folder is wanted where a file stands.
  case fileInPlaceOfFolder(String, file: String)
  /// Something else is there that must stay.
  case wouldReplace(String, what: String)
  /// The obs key for a result holds something else.
  case keyInUse(String, path: String)
  case unreadableTable(String, why: String)
  case noColumns([String], path: String, has: [String])

  var description: String {
    switch self {
    case .noSection(let name, let has):
      "section '\(name)': not in the input; it has \(listed(has)), name one of those"
    case .noKey(let key, let path, let has):
      "\(path): neither an obs key nor a gene is called '\(key)'; obs has \(listed(has)), name one of those or a gene"
    case .noLabelKey(let key, let path, let has):
      "\(path): the model has not learned '\(key)'; it knows \(listed(has)), name one of those"
    case .noRegion(let name, let key, let has):
      "region '\(name)': no cell, or every cell, has it as '\(key)'; there are \(listed(has)), name one of those"
    case .noCoordinates(let path):
      "\(path): no coordinates to draw; name the obsm key with --coordinates"
    case .notAnnotated(let key, let path):
      "\(path): obs has no predictions for '\(key)'; make them with `histoglot annotate`, or name them with --prediction"
    case .notAligned(let path):
      "\(path): the model's cells were not aligned with texts; align them with `histoglot align`"
    case .nothingToCompare(let what): what
    case .needsModel(let option):
      "\(option): there is no model whose latent could be used; name one with --model"
    case .layerOfRaw(let path):
      "\(path): the counts are those of raw, whose genes need not be those of a layer; name a layer with --counts, or copy adata.raw.to_adata()"
    case .noFolder(let path):
      "\(path): the folder it should be written to does not exist; make it first"
    case .wouldReplace(let path, let what):
      "\(path): \(what) would be lost; name another file for the result"
    case .keyInUse(let key, let path):
      "'\(key)' of \(path) was not written by this command and would be lost; name another --key"
    case .writeProtected(let path):
      "\(path): the file that is there is write-protected and stays as it is; name another file, or permit writing with `chmod u+w`"
    case .notWritten(let path, let why):
      "\(path): cannot be written (\(why)); check free space and permissions"
    case .fileInPlaceOfFolder(let path, let file):
      path == file
        ? "\(path): this is a file, and results go into a folder; name another folder"
        : "\(path): \(file) is a file, and results go into a folder; name another folder"
    case .unreadableTable(let path, let why): "\(path), \(why); mend the file"
    case .noColumns(let wanted, let path, let has):
      "\(path): needs the columns \(wanted.joined(separator: ", ")), and has \(listed(has)); name them in its first line"
    case .noPermission(let path):
      "\(path): the folder it should be written to is not writable; choose another place"
    }
  }
  private func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 12 ? shown + ", …" : shown
  }
}
