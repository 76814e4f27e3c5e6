/// The version of this program, as model folders and annotated files record it.
public let histoglotVersion = "0.1.0"
