// Reads JSON strings, one a line, each a YAML text, and writes what Helm's toYaml and toYamlPretty make of it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"

	goyaml "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

type answer struct {
	Text   string `json:"text"`
	YAML   string `json:"yaml,omitempty"`
	Pretty string `json:"pretty,omitempty"`
	Error  string `json:"error,omitempty"`
}

func ask(text string) answer {
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return answer{Text: text, Error: err.Error()}
	}
	written, err := yaml.Marshal(value)
	if err != nil {
		return answer{Text: text, Error: err.Error()}
	}
	var pretty bytes.Buffer
	encoder := goyaml.NewEncoder(&pretty)
	encoder.SetIndent(2)
	if err := encoder.Encode(value); err != nil {
		return answer{Text: text, Error: err.Error()}
	}
	return answer{Text: text, YAML: string(written), Pretty: pretty.String()}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			panic(err)
		}
		if err := out.Encode(ask(text)); err != nil {
			panic(err)
		}
	}
}
