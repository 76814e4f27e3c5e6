// swift-tools-version: 6.1

// Histoglot: one library per stage, in the order the data flows; imports go strictly downward.
//
//  ParallelLoops      pieces of a loop on several threads, with the same result on any number of them
//  HDF5Files          groups, datasets and attributes of HDF5 files as plain, checked values; the only importer of HDF5
//  AnnDataFiles       elements of .h5ad files <-> typed values; no biology
//  CellSections       a section: counts, genes, cells, coordinates, labels; neighbours and windows; no parameters
//  PlatformReaders    10x, Visium, Xenium, MERSCOPE, CosMx and CSV outputs -> section
//  SectionSimulator   simulated tissue
//  VectorKernels      vector loops in C with run-time dispatch
//  Autodiff           matrices, tape, layers, optimisers, parameter files; the only importer of BLAS, LAPACK and oneDNN; no biology
//  SectionAnalysis    metrics, clusters, logistic regression, smoothing over neighbours
//  CellTransformer    tokens -> one hidden state per cell
//  LatentMixture      hidden state -> latent vector under the Gaussian-mixture prior
//  PredictionHeads    latent vector -> expression, cell type, region, niche
//  TextEncoder        text -> vector: WordPiece, BERT, Hugging Face folders
//  RobustAlignment    the cross-modal robust alignment (CRA) objective
//  CellKnowledge      cell types and regions: ontologies, markers, labels, descriptions with their sources
//  Histoglot          the public face: model, pre-training, fine-tuning, annotation, embedding, checkpoints
//  TissueMaps         section + values -> PNG maps, legends, scale bars, charts
//  HistoglotCLI       the `histoglot` program: parse, call, print
//  HistoglotBenchmarks  how fast single parts are
//
import PackageDescription

let package = Package(
  name: "histoglot",
  products: [
    .library(name: "Histoglot", targets: ["Histoglot"]),
    .executable(name: "histoglot", targets: ["HistoglotCLI"]),
  ],
  traits: [
    .trait(
      name: "oneDNN",
      description: "Inference in bf16 through oneDNN (libdnnl-dev), where the processor has it.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    .target(name: "ParallelLoops"),
    .target(name: "HDF5Files", dependencies: ["CHDF5", "CZlib", "ParallelLoops"]),
    .target(
      name: "AnnDataFiles", dependencies: ["HDF5Files", "ParallelLoops"], exclude: ["README.md"]),
    .target(name: "CellSections", dependencies: ["AnnDataFiles", "ParallelLoops"]),
    .target(name: "PlatformReaders", dependencies: ["HDF5Files", "CellSections", "CZlib"]),
    .target(name: "SectionSimulator", dependencies: ["CellSections"]),
    .target(name: "VectorKernels"),
    .target(
      name: "Autodiff",
      dependencies: [
        "VectorKernels", "COpenBLAS", "ParallelLoops",
        .target(name: "CDNNL", condition: .when(traits: ["oneDNN"])),
      ]),
    .target(
      name: "SectionAnalysis", dependencies: ["CellSections", "Autodiff", "ParallelLoops"]),
    .target(
      name: "CellTransformer", dependencies: ["CellSections", "Autodiff", "ParallelLoops"]),
    .target(name: "LatentMixture", dependencies: ["Autodiff"]),
    .target(name: "PredictionHeads", dependencies: ["Autodiff"]),
    .target(name: "TextEncoder", dependencies: ["Autodiff", "ParallelLoops"]),
    .target(name: "RobustAlignment", dependencies: ["Autodiff", "SectionAnalysis"]),
    .target(
      name: "CellKnowledge", dependencies: [.product(name: "GRDB", package: "GRDB.swift")],
      exclude: ["README.md"],
      resources: [
        .embedInCode("Resources/cells-brain.txt"), .embedInCode("Resources/cells-epithelial.txt"),
        .embedInCode("Resources/cells-immune.txt"), .embedInCode("Resources/cells-stromal.txt"),
        .embedInCode("Resources/cells-tumour.txt"), .embedInCode("Resources/regions.txt"),
      ]),
    .target(
      name: "Histoglot",
      dependencies: [
        "CellSections", "SectionAnalysis", "CellTransformer", "LatentMixture", "PredictionHeads",
        "RobustAlignment", "CellKnowledge", "ParallelLoops",
      ]),
    .target(
      name: "TissueMaps", dependencies: ["CellSections", "CLibPNG"], exclude: ["README.md"]),
    .executableTarget(
      name: "HistoglotCLI",
      dependencies: [
        "Histoglot", "TissueMaps", "CellSections", "AnnDataFiles", "Autodiff", "PlatformReaders",
        "TextEncoder", "RobustAlignment", "CellKnowledge",
        "SectionSimulator", "SectionAnalysis", "ParallelLoops",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .executableTarget(
      name: "HistoglotBenchmarks",
      dependencies: [
        "Autodiff", "CellSections", "CellTransformer", "Histoglot", "ParallelLoops", "TextEncoder",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "ParallelLoopsTests", dependencies: ["ParallelLoops"]),
    .testTarget(
      name: "HDF5FilesTests", dependencies: ["HDF5Files"], exclude: ["Gold"]),
    .testTarget(name: "AnnDataFilesTests", dependencies: ["AnnDataFiles", "HDF5Files"]),
    .testTarget(name: "CellSectionsTests", dependencies: ["CellSections"]),
    .testTarget(name: "PlatformReadersTests", dependencies: ["PlatformReaders"]),
    .testTarget(
      name: "SectionSimulatorTests",
      dependencies: ["SectionSimulator", "SectionAnalysis", "CellSections"]),
    .testTarget(
      name: "SectionAnalysisTests", dependencies: ["SectionAnalysis", "CellSections"],
      exclude: ["Gold"]),
    .testTarget(name: "VectorKernelsTests", dependencies: ["VectorKernels"]),
    .target(name: "ReferenceValues", path: "Tests/ReferenceValues"),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff", "ReferenceValues"]),
    .testTarget(name: "CellTransformerTests", dependencies: ["CellTransformer"]),
    .testTarget(name: "LatentMixtureTests", dependencies: ["LatentMixture"]),
    .testTarget(name: "PredictionHeadsTests", dependencies: ["PredictionHeads"]),
    .testTarget(
      name: "TextEncoderTests", dependencies: ["TextEncoder", "Autodiff"], exclude: ["Reference"]),
    .testTarget(
      name: "RobustAlignmentTests",
      dependencies: ["RobustAlignment", "SectionAnalysis", "ReferenceValues"]),
    .testTarget(name: "CellKnowledgeTests", dependencies: ["CellKnowledge"]),
    .testTarget(
      name: "HistoglotTests",
      dependencies: ["Histoglot", "RobustAlignment", "CellKnowledge", "SectionSimulator"]),
    .testTarget(name: "TissueMapsTests", dependencies: ["TissueMaps"]),
    .testTarget(name: "HistoglotCLITests", dependencies: ["HistoglotCLI"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu11
)
