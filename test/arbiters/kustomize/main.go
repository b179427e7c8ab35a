// Builds kustomizations as `kustomize build` does: a folder a line in, one JSON object a line out.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"

	"sigs.k8s.io/kustomize/kustomize/v5/commands/build"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

type answer struct {
	Text    string `json:"text"`
	Refused string `json:"refused,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	scanner := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	for scanner.Scan() {
		if err := encoder.Encode(built(scanner.Text())); err != nil {
			panic(err)
		}
	}
}

func built(folder string) (result answer) {
	defer func() {
		if problem := recover(); problem != nil {
			result = answer{Refused: fmt.Sprint("panic: ", problem)}
		}
	}()
	var printed bytes.Buffer
	command := build.NewCmdBuild(filesys.MakeFsOnDisk(), build.MakeHelp("kustomize", "build"), &printed)
	command.SetArgs([]string{folder})
	command.SetErr(io.Discard)
	command.SilenceErrors = true
	if err := command.Execute(); err != nil {
		return answer{Refused: err.Error()}
	}
	return answer{Text: printed.String()}
}
