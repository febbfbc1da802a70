# 网格化服务管理门户：make help 列出全部目标
.DEFAULT_GOAL := help
.SILENT:
.PHONY: help run demo test check bench chaos lock vendor clean

BIN := .venv/bin

help: ## 列出全部目标
	sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: ## 装齐所需，建库，启动门户（可设 PORT、INSTANCE；按 Ctrl-C 全部停止）
	deploy/setup.sh run
	exec setpriv --pdeathsig TERM $(BIN)/python -m deploy.run

demo: ## 同 run，数据换成任一方案的演示：make demo PLAN=dongye（可设 HOUSEHOLDS；每个方案各用一个数据目录）
demo: export INSTANCE := $(or $(INSTANCE),instance/demo-$(or $(PLAN),longcheng))
demo: export DEMO := 1
demo: run

test: ## 装齐测试所需，跑全部检查与测试（两种数据库、真实队列、真实浏览器）
	deploy/setup.sh test
	$(MAKE) --no-print-directory check-quick
	$(BIN)/python -m pytest -n 2 --dist loadfile --max-worker-restart=0

bench: ## 量速度：与同类做法在同一次运行里相比，只报比值和用量（十几分钟，机器宜空闲）
	deploy/setup.sh test
	for file in bench/*.py; do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done

chaos: ## 印两万封信，其间杀进程、清空队列、写满磁盘共一百次，数丢失和重复（约十分钟）
	deploy/setup.sh test
	$(BIN)/python -m bench.printshop.chaos

check: ## 快速检查：格式、类型、依赖方向、不需要服务的测试
	deploy/setup.sh dev
	$(MAKE) --no-print-directory check-quick
	$(BIN)/python -m pytest -q $(wildcard tests/geo tests/reports tests/seeds tests/architecture)

.PHONY: check-quick
check-quick:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## 重新锁定 Python 与前端依赖的版本（需要联网）
	deploy/lock.sh

vendor: ## 重新取得前端文件（portal/static/vendor）
	deploy/vendor.sh

clean: ## 删除虚拟环境、前端文件与各种缓存（不动 instance 里的数据）
	rm -rf .venv node_modules portal/static/vendor build dist *.egg-info
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -not -path './instance/*' -prune -exec rm -rf {} +
