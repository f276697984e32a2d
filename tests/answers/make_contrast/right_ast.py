import ast
import pandas as pd

def make_contrast(expression, levels):
    weights = {level: 0 for level in levels}

    def visit(node, factor):
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub)):
            visit(node.left, factor)
            visit(node.right, factor if isinstance(node.op, ast.Add) else -factor)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            visit(node.right, factor * ast.literal_eval(node.left))
        elif isinstance(node, ast.UnaryOp):
            visit(node.operand, -factor)
        else:
            weights[node.id] += factor

    visit(ast.parse(expression, mode="eval").body, 1)
    return pd.Series(weights)
