# Small simulated data, and what limma and edgeR make of them: the tests of lesson 8 compare.
#
#   Rscript make_reference.R FOLDER
#
# writes data.tsv.gz (inputs) and results.tsv.gz into FOLDER, both as long tables of
# case, quantity, row, column, value; rows and columns count from 1. Made with R 4.2.2,
# limma 3.54.1 and edgeR 3.40.2 (Debian 12: r-bioc-limma, r-bioc-edger, r-cran-statmod).

suppressPackageStartupMessages({
  library(limma)
  library(edgeR)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
set.seed(20240229)

long <- function(case, quantity, value) {
  value <- as.matrix(value)
  storage.mode(value) <- "double"
  data.frame(
    case = case, quantity = quantity, row = as.vector(row(value)), column = as.vector(col(value)),
    value = trimws(formatC(as.vector(value), digits = 14, format = "g"))
  )
}
inputs <- list()
results <- list()
give <- function(case, quantity, value) inputs[[length(inputs) + 1]] <<- long(case, quantity, value)
keep <- function(case, quantity, value) results[[length(results) + 1]] <<- long(case, quantity, value)

keep_fit <- function(case, fit, prefix = "") {
  for (name in c(
    "coefficients", "stdev.unscaled", "sigma", "df.residual", "cov.coefficients", "Amean", "t",
    "p.value", "lods", "s2.prior", "df.prior", "s2.post", "df.total", "var.prior", "F", "F.p.value"
  )) {
    if (!is.null(fit[[name]])) keep(case, paste0(prefix, name), fit[[name]])
  }
}
keep_calls <- function(case, fit) {
  for (method in c("separate", "global", "hierarchical", "nestedF")) {
    keep(case, paste0("calls_", method), unclass(decideTests(fit, method = method)))
  }
}

# Counts of three unbalanced groups, with a batch and an age.
genes <- 60
group <- factor(c("A", "A", "B", "B", "B", "C", "C", "C", "C"))
batch <- c(0, 1, 0, 1, 1, 0, 1, 0, 1)
age <- c(31, 45.5, 38, 62, 29, 55, 41, 47.25, 36)
level <- exp(rnorm(genes, 4, 1.6))
effect <- matrix(1, genes, 3)
effect[1:10, 2] <- 4
effect[6:15, 3] <- 1 / 4
depth <- c(1, 1.6, 0.7, 2.1, 1.2, 0.9, 1.4, 0.6, 1.1)
mean_count <- t(t(level * effect[, group]) * depth)
counts <- matrix(rnbinom(length(mean_count), mu = mean_count, size = 6), genes)
counts[20, ] <- 0
counts[21, ] <- c(0, 0, 1, 0, 0, 0, 0, 0, 0)
give("counts", "counts", counts)
cell_means <- model.matrix(~ 0 + group)
covariates <- cbind(cell_means, batch, age)
with_intercept <- model.matrix(~group)
give("counts", "cell_means", cell_means)
give("counts", "covariates", covariates)
give("counts", "with_intercept", with_intercept)
span <- min(0.3 + 0.7 * (50 / genes)^(1 / 3), 1)

pairs <- cbind(c(-1, 1, 0), c(-1, 0, 1), c(0, -1, 1))
give("counts", "pairs", pairs)
effects <- cbind(c(0, 1, 0), c(0, 0, 1), c(0, -1, 1))
give("counts", "effects", effects)
extended <- rbind(pairs, 0, 0)
give("counts", "extended", extended)
weighted <- list()
for (name in c("cell_means", "covariates", "with_intercept")) {
  design <- get(name)
  contrasts <- list(cell_means = pairs, covariates = extended, with_intercept = effects)[[name]]
  v <- voom(counts, design, span = span)
  if (name == "cell_means") keep(name, "E", v$E)
  keep(name, "weights", v$weights)
  fit <- lmFit(v, design)
  keep_fit(name, fit, "fit_")
  fit <- eBayes(contrasts.fit(fit, contrasts))
  keep_fit(name, fit)
  keep_calls(name, fit)
  keep(name, "treat_p", treat(contrasts.fit(lmFit(v, design), contrasts), lfc = 1)$p.value)
}
keep("span", "weights", voom(counts, cell_means, span = 0.4)$weights)
factors <- calcNormFactors(counts)
keep("tmm", "factors", factors)
v <- voom(counts, cell_means, lib.size = colSums(counts) * factors, span = span)
keep("tmm", "E", v$E)
keep("tmm", "weights", v$weights)
mds <- lapply(list(1:2, 3:4), function(dims) {
  plotMDS(v$E, top = 20, dim.plot = dims, plot = FALSE)
})
keep("mds", "coordinates", cbind(mds[[1]]$x, mds[[1]]$y, mds[[2]]$x, mds[[2]]$y))
keep("mds", "explained", mds[[1]]$var.explained)
x <- sort(round(rnorm(40), 1))
y <- sin(2 * x) + rnorm(40, sd = 0.2)
y[7] <- 9
give("lowess", "x", x)
give("lowess", "y", y)
keep("lowess", "f0.4", lowess(x, y, f = 0.4, delta = 0)$y)
keep("lowess", "delta0.5", lowess(x, y, f = 0.7, delta = 0.5)$y)

# Log values with gaps: genes that lose a group, all replicates, or everything.
y <- matrix(rnorm(genes * 9, 8), genes) * sqrt(1 / rchisq(genes, 4) * 4)
y[1:8, group == "B"] <- y[1:8, group == "B"] + 4
y[sample(length(y), 60)] <- NA
y[30, group == "A"] <- NA
y[31, group != "C"] <- NA
y[32, ] <- NA
y[33, ] <- c(1, NA, 3, NA, NA, 4, NA, NA, NA)
y[34, ] <- c(NA, NA, 3, NA, NA, NA, NA, NA, NA)
give("gaps", "y", y)
weights <- matrix(rchisq(genes * 9, 6) / 6, genes)
weights[sample(length(weights), 25)] <- 0
weights[5, 3] <- NA
weights[6, 3] <- -1
give("gaps", "weights", weights)
arrays <- c(1, 0.5, 2, 1, 0.25, 3, 1, 1.5, 0.75)
give("gaps", "arrays", arrays)
for (case in c("plain", "weights", "arrays", "covariates")) {
  w <- list(weights = weights, arrays = arrays, covariates = weights)[[case]]
  design <- if (case == "covariates") covariates else cell_means
  contrasts <- if (case == "covariates") extended else pairs
  name <- paste0("gaps_", case)
  fit <- suppressWarnings(lmFit(y, design, weights = w))
  keep_fit(name, fit, "fit_")
  fit <- suppressWarnings(eBayes(contrasts.fit(fit, contrasts)))
  keep_fit(name, fit)
  keep(name, "calls_separate", unclass(decideTests(fit, method = "separate")))
  keep(name, "calls_global", unclass(decideTests(fit, method = "global")))
}

# Variances that scatter less than their degrees of freedom explain: an infinite prior.
z <- matrix(rnorm(genes * 9), genes)
z <- z - t(apply(z, 1, function(row) ave(row, group)))
z <- z / sqrt(rowSums(z^2)) + rep(rnorm(genes), 9) + matrix(rep(as.numeric(group), each = genes), genes)
z[1:20, ] <- z[1:20, ] * 1.1
give("infinite", "y", z)
fit <- eBayes(contrasts.fit(lmFit(z, cell_means), pairs))
stopifnot(is.infinite(fit$df.prior))
keep_fit("infinite", fit)
keep_calls("infinite", fit)

# Variances of exactly zero.
zeros <- z
zeros[3, ] <- 2
zeros[4, ] <- as.numeric(group)
give("zeros", "y", zeros)
fit <- suppressWarnings(eBayes(contrasts.fit(lmFit(zeros, cell_means), pairs)))
for (name in c("s2.prior", "df.prior", "s2.post")) keep("zeros", name, fit[[name]])

# Priors that depend on the mean, and that genes of wild variance do not spoil.
keep_prior <- function(case, fit, ...) {
  fit <- suppressWarnings(eBayes(fit, ...))
  for (name in c("s2.prior", "df.prior", "s2.post", "df.total", "t", "p.value", "lods", "F.p.value")) {
    keep(case, name, fit[[name]])
  }
}
many <- 120
wild <- matrix(rnorm(many * 9, 6), many) * sqrt(0.2 * 6 / rchisq(many, 6))
wild <- wild + rnorm(many, 0, 2)
wild[1:4, ] <- wild[1:4, ] + matrix(rnorm(36, 0, 6), 4)
give("wild", "y", wild)
fit <- contrasts.fit(lmFit(wild, cell_means), pairs)
keep_prior("trend", fit, trend = TRUE)
keep_prior("robust", fit, robust = TRUE)
keep_prior("both", fit, trend = TRUE, robust = TRUE)
wild[sample(length(wild), 90)] <- NA
give("wild", "gaps", wild)
fit <- suppressWarnings(contrasts.fit(lmFit(wild, cell_means), pairs))
keep_prior("gaps_robust", fit, robust = TRUE)
keep_prior("gaps_trend", fit, trend = TRUE)
calm <- z
calm[1:2, ] <- calm[1:2, ] + matrix(rnorm(18, 0, 3), 2)
give("calm", "y", calm)
fit <- contrasts.fit(lmFit(calm, cell_means), pairs)
keep_prior("calm_robust", fit, robust = TRUE)
keep_prior("calm_trend", contrasts.fit(lmFit(z, cell_means), pairs), trend = TRUE)

write <- function(rows, name) {
  file <- gzfile(file.path(folder, name), "w")
  write.table(do.call(rbind, rows), file, sep = "\t", quote = FALSE, row.names = FALSE)
  close(file)
}
write(inputs, "data.tsv.gz")
write(results, "results.tsv.gz")
