/** An answer of GitHub that is not a success. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, more: ErrorDetails = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  static notFound(): ApiError {
    return new ApiError(404, "Not Found");
  }

  /** 301 for reading, 307 for the rest; the path is the API's. */
  static moved(status: 301 | 307, path: string): ApiError {
    const message = status === 301 ? "Moved Permanently" : "Temporary Redirect";
    return new ApiError(status, message, { headers: { location: path } });
  }

  static notPermitted(): ApiError {
    return new ApiError(403, "Resource not accessible by integration");
  }

  static badCredentials(): ApiError {
    return new ApiError(401, "Bad credentials");
  }

  /** 422 as GitHub words it, with one entry in `errors`. */
  static invalid(resource: string, field: string, message?: string): ApiError {
    return new ApiError(422, "Validation Failed", {
      errors: [
        message === undefined
          ? { resource, field, code: "invalid" }
          : { resource, field, code: "custom", message },
      ],
    });
  }
}

interface ErrorDetails {
  readonly errors?: readonly unknown[];
  readonly headers?: Readonly<Record<string, string>>;
}
