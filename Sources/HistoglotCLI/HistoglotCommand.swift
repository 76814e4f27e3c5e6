import ArgumentParser
import Autodiff
import Foundation
import Histoglot

@main
struct HistoglotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "histoglot",
    abstract: "Reads tissue sections, learns from them, labels their cells, draws them.",
    discussion: """
      A section is an .h5ad file, a Xenium, Visium, MERSCOPE or CosMx folder, a 10x matrix or a CSV table. A typical way through:

        histoglot inspect section.h5ad
        histoglot pretrain atlas/*.h5ad -o pretrained
        histoglot finetune labelled.h5ad --model pretrained --label cell_type --label region -o model
        histoglot annotate new.h5ad --model model -o annotated.h5ad --map map.png
        histoglot render annotated.h5ad --color-by histoglot_label_region -o cells.png

      Exit codes: 0 done; 1 the input or the machine stood in the way, and one line says what, where and
      what to do; 64 the command line is not understood; 75 stopped by a signal after saving: pretrain goes
      on with --resume, finetune keeps what it had learned and is run again.
      """,
    version: histoglotVersion,
    subcommands: [
      InspectCommand.self, PretrainCommand.self, FinetuneCommand.self, AlignCommand.self,
      AnnotateCommand.self, DomainsCommand.self,
      EmbedCommand.self, ImputeCommand.self, DenoiseCommand.self, EvaluateCommand.self,
      RenderCommand.self, QueryCommand.self,
      DescribeCommand.self,
      EvaluateQueriesCommand.self, SimulateCommand.self, KnowledgeCommand.self,
    ])

  static func main() {
    LinearAlgebra.restartIfKernelsAreOfAnotherAge()
    // A file beyond the limit of sizes is then an error that can be told, and not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    main(nil)
  }
}
