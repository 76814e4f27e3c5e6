extension FilterDescription {
  /// The names of filters from The HDF Group's registry that .h5ad files are met with.
  static func name(of identifier: Int) -> String? {
    switch identifier {
    case 1: "gzip"
    case 2: "shuffle"
    case 3: "fletcher32"
    case 4: "szip"
    case 5: "nbit"
    case 6: "scaleoffset"
    case 305: "lzo"
    case 307: "bzip2"
    case 32000: "lzf"
    case 32001: "blosc"
    case 32004: "lz4"
    case 32008: "bitshuffle"
    case 32013: "zfp"
    case 32015: "zstd"
    case 32017: "sz"
    case 32024: "sz3"
    case 32026: "blosc2"
    default: nil
    }
  }
}
