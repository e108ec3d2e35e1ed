# Two commands do everything: make demo, make test. Both prepare what they need; see build/toolchain.
.DEFAULT_GOAL := help
KEEP ?=
WHAT ?=

.PHONY: help demo stop test bench format clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: ## the whole story on a real control plane; KEEP=1 leaves it running
	@KEEP=$(KEEP) build/demo

stop: ## end what make demo KEEP=1 left running
	@build/stop

test: ## unit, simulation, integration and Python tests, then the demo's story
	@build/test

bench: ## the figures of e2e/bench, measured here; WHAT=control-plane or compile for one part
	@WHAT=$(WHAT) build/bench

format: ## format the Java sources
	@JAVA_HOME=$$(build/toolchain java) mvn -B -ntp -q spotless:apply

clean: ## remove what was built in the tree (not the cache of tools)
	@JAVA_HOME=$$(build/toolchain java) mvn -B -ntp -q clean
